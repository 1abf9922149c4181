"""Runs that are executed somewhere else and only tracked here: online, offline and brought in later."""

import os
import subprocess
import sys

import pytest
from conftest import HERE, HOST, polyaxon, python, run_client, until_status
from polyaxon.client import RunClient

SCRIPT = HERE / "scripts/track_outside.py"


def track(project, what, folder):
    """Runs the script to its end; the uuid of the run it made."""
    python(SCRIPT, project, what, cwd=folder)
    return (folder / "uuid.txt").read_text()


@pytest.fixture(scope="module")
def online(project, tmp_path_factory):
    client = run_client(project, track(project, "many", tmp_path_factory.mktemp("online")))
    client.refresh_data()
    return client


def test_a_script_outside_makes_its_own_run(online):
    run = online.run_data
    assert (run.status, run.managed_by, run.is_managed, run.kind) == ("succeeded", "user", False, "job")
    assert run.name == "outside-many" and run.inputs == {"lr": 0.5}
    assert run.started_at is not None and run.finished_at >= run.started_at


def test_patches_of_several_threads_lose_nothing(online):
    run = online.run_data
    assert {key for key in run.outputs if key.startswith("key")} == {f"key{number}" for number in range(60)}
    assert {key for key in run.meta_info if key.startswith("meta")} == {f"meta{number}" for number in range(60)}
    assert set(run.tags) == {"outside", *(f"tag{number}" for number in range(60))}


def test_its_events_files_and_lineage_arrive(online):
    assert online.get_metrics(["loss"])["loss"]["data"]["metric"] == pytest.approx([1 / (step + 1) for step in range(5)])
    assert "kept.txt" in online.get_artifacts_tree("outputs").files
    names = {one.name for one in online.get_artifacts_lineage(limit=100).results}
    assert {"loss", "note", "kept", "env"} <= names
    assert online.run_data.outputs["loss"] == pytest.approx(0.2)


def test_a_script_that_raises_leaves_a_failed_run(project, tmp_path):
    ended = subprocess.run([sys.executable, SCRIPT, project, "raises"], cwd=tmp_path, capture_output=True, text=True)
    assert ended.returncode == 1
    client = run_client(project, (tmp_path / "uuid.txt").read_text())
    client.refresh_data()
    assert client.status == "failed"
    assert client.get_statuses()[1][-1].reason == "ExitHandler"


def test_an_offline_run_is_pushed_later_and_keeps_its_times(project, tmp_path):
    uuid = track(project, "offline", tmp_path)
    nothing = run_client(project, uuid)
    with pytest.raises(Exception, match="(?i)not found|404"):
        nothing.refresh_data()
    local = polyaxon("ops", "get", "-p", project, "-uid", uuid, "--offline")
    assert "outside-offline" in local
    polyaxon("ops", "push", "-p", project, "-uid", uuid, "--clean")
    client = run_client(project, uuid)
    client.refresh_data()
    run = client.run_data
    assert (run.status, run.managed_by, run.name) == ("succeeded", "user", "outside-offline")
    assert run.finished_at >= run.started_at >= run.created_at
    assert client.get_metrics(["loss"])["loss"]["data"]["step"] == [0, 1, 2, 3, 4]
    with open(client.download_artifact("outputs/kept.txt")) as file:
        assert file.read() == "kept"
    assert {"loss", "note", "kept"} <= {one.name for one in client.get_artifacts_lineage(limit=100).results}


def ours(*args, cwd):
    """Our own command line, in the folders that the Python package writes and reads."""
    command = [*os.environ["CLIENT_SUITE_CLI"].split("|"), *args]
    ended = subprocess.run(command, cwd=cwd, env={**os.environ, "POLYAXON_HOST": HOST}, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_an_offline_run_goes_back_and_forth_between_both_command_lines(project, tmp_path):
    uuid = track(project, "offline", tmp_path)
    ours("ops", "push", "-uid", uuid, "--clean", cwd=tmp_path)
    assert not os.path.exists(f"/tmp/plx/offline/runs/{uuid}")
    pushed = run_client(project, uuid)
    pushed.refresh_data()
    assert (pushed.run_data.status, pushed.run_data.inputs) == ("succeeded", {"lr": 0.5})
    assert pushed.get_metrics(["loss"])["loss"]["data"]["step"] == [0, 1, 2, 3, 4]

    ours("ops", "pull", "-uid", uuid, "--path", "kept", cwd=tmp_path)
    folder = tmp_path / "kept/runs" / uuid
    assert (folder / "outputs/kept.txt").read_text() == "kept"
    pulled = RunClient.load_offline_run(str(folder), reset_uuid=True, name="by the library")
    pulled.push_offline_run(str(folder))
    again = run_client(project, pulled.run_uuid)
    again.refresh_data()
    assert (again.run_data.name, again.run_data.status) == ("by the library", "succeeded")
    assert {"loss", "note", "kept"} <= {one.name for one in again.get_artifacts_lineage(limit=100).results}
    assert "kept.txt" in again.get_artifacts_tree("outputs").files


def test_runs_can_be_recorded_step_by_step(project):
    client = run_client(project)
    client.create(name="by hand", tags=["hand"])
    client.log_inputs(async_req=False, a=1)
    client.log_inputs(async_req=False, b=2)
    client.log_outputs(async_req=False, score=0.5)
    client.start()
    client.log_progress(0.25)
    client.log_status("running", reason="Hand", message="going on")
    # The library tells statuses from threads: each is waited for before the next.
    until_status(client, "running")
    client.log_succeeded()
    until_status(client, "succeeded")
    client.log_status("running", reason="Late")
    client.refresh_data()
    assert client.get_inputs() == {"a": 1, "b": 2}
    assert client.status == "succeeded"
    client.log_inputs(reset=True, async_req=False, c=3)
    client.refresh_data()
    assert client.get_inputs() == {"c": 3}
