"""What is done to runs, one or many, from the command line and the library."""

import json

import pytest
from conftest import polyaxon, run_client, submit, until, until_status


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    from conftest import HELLO, SLEEPER

    folder = tmp_path_factory.mktemp("actions")
    (folder / "sleeper.yaml").write_text(SLEEPER)
    (folder / "hello.yaml").write_text(HELLO)
    return folder


@pytest.fixture(scope="module")
def hello(project, files):
    client = run_client(project, submit(project, "-f", "hello.yaml", "-P", "who=you", cwd=files))
    until_status(client, "succeeded")
    return client


def start(project, file, **more):
    """Submits through the library: a start of the command line takes a second, and has tests of its own."""
    client = run_client(project)
    client.create_from_polyaxonfile(str(file), **more)
    return client


def as_dict(value):
    return value if isinstance(value, dict) else value.to_dict()


def op(client, *args, **more):
    return polyaxon("ops", *args, "-p", client.project, "-uid", client.run_uuid, **more)


def test_a_run_is_submitted_listed_and_shown(hello, files):
    listed = polyaxon("ops", "ls", "-p", hello.project, "-q", "status:succeeded, params.who:you", "-l", "5", "-o", "json")
    assert [one["uuid"] for one in json.loads(listed)["results"]] == [hello.run_uuid]
    assert "hello" in polyaxon("ops", "ls", "-p", hello.project, "-s", "-created_at", "--io")
    assert hello.run_uuid == json.loads(op(hello, "get", "-o", "json"))["uuid"]
    assert "succeeded" in op(hello, "statuses")
    assert op(hello, "logs", "--no-follow", "--hide-time") == "hello you\n"
    assert "/ui/default/clients/runs/" in op(hello, "dashboard", "--url")


def test_a_param_that_is_not_there_is_refused(project, files):
    printed = polyaxon("run", "-p", project, "-f", "hello.yaml", "-P", "whom=you", cwd=files, code=1)
    assert "whom" in printed


def test_watching_and_following_a_run_end_with_it(project, files):
    printed = polyaxon("run", "-p", project, "-f", "hello.yaml", "-l", cwd=files)
    assert "hello world" in printed


def test_update_changes_what_is_given(hello):
    op(hello, "update", "--description", "changed", "--tags", "x,y")
    hello.refresh_data()
    assert (hello.run_data.description, hello.run_data.tags) == ("changed", ["x", "y"])


def test_stop_ends_a_running_run(project, files):
    client = start(project, files / "sleeper.yaml")
    until_status(client, "running")
    op(client, "stop", "-y")
    until_status(client, "stopped", seconds=30)


def test_a_run_waits_for_approval_and_can_be_skipped(project, files):
    waiting = run_client(project, submit(project, "-f", "hello.yaml", "--approved", "false", cwd=files))
    waiting.refresh_data()
    assert waiting.run_data.pending == "approval"
    op(waiting, "approve")
    until_status(waiting, "succeeded")
    skipped = start(project, files / "hello.yaml", approved=False)
    op(skipped, "skip", "-y")
    until_status(skipped, "skipped")


def test_restart_copy_and_resume(hello, files):
    restarted = run_client(hello.project, None)
    answer = hello.restart(content='{"params": {"who": {"value": "again"}}}', name="second")
    restarted.set_run_uuid(answer.uuid)
    until_status(restarted, "succeeded")
    assert (restarted.run_data.original.kind, restarted.run_data.name) == ("restart", "second")
    assert restarted.get_inputs() == {"who": "again"}

    before = {one.uuid for one in hello.list(limit=100).results}
    op(hello, "restart", "--copy")
    [uuid] = {one.uuid for one in hello.list(limit=100).results} - before
    copied = run_client(hello.project, uuid)
    until_status(copied, "succeeded")
    assert copied.run_data.original.kind == "copy"

    op(copied, "resume")
    until("the second life to end", lambda: len(copied.get_logs().logs) == 2)
    until_status(copied, "succeeded")
    types = [one.type for one in copied.get_statuses()[1]]
    assert types.count("succeeded") == 2 and "resuming" in types

    clones = hello.client.runs_v1.get_run_clones_lineage("default", hello.project, hello.run_uuid).results
    assert {(one["uuid"], one["cloning_kind"]) for one in map(as_dict, clones)} == {
        (restarted.run_uuid, "restart"),
        (copied.run_uuid, "copy"),
    }


def test_edges_between_runs(hello, project, files):
    other = start(project, files / "hello.yaml")
    until_status(other, "succeeded")
    hello.set_run_edges_lineage([{"uuid": other.run_uuid, "is_upstream": True, "values": {"who": "outputs.name"}}])
    [edge] = hello.client.runs_v1.get_run_upstream_lineage("default", project, hello.run_uuid).results
    assert (edge.kind, edge.values, edge.upstream.uuid) == ("manual", {"who": "outputs.name"}, other.run_uuid)
    [edge] = other.client.runs_v1.get_run_downstream_lineage("default", project, other.run_uuid).results
    assert edge.downstream.uuid == hello.run_uuid
    assert [one.uuid for one in hello.list(query=f"upstream:{other.run_uuid}").results] == [hello.run_uuid]
    hello.set_run_edges_lineage([])
    assert hello.client.runs_v1.get_run_upstream_lineage("default", project, hello.run_uuid).results == []


def test_artifacts_go_up_come_down_and_are_deleted(hello, tmp_path):
    source = tmp_path / "source"
    (source / "deep").mkdir(parents=True)
    (source / "a.txt").write_text("a")
    (source / "deep" / "\u00fc b.txt").write_text("b")
    op(hello, "upload", "--path-from", source, "--path-to", "given")
    assert hello.get_artifacts_tree("given").files == {"a.txt": 1}
    assert hello.get_artifacts_tree("given").dirs == ["deep"]

    down = tmp_path / "down"
    op(hello, "artifacts", "-d", "given", "--path", down)
    assert sorted(one.name for one in down.rglob("*.txt")) == ["a.txt", "\u00fc b.txt"]
    op(hello, "artifacts", "-f", "given/a.txt", "--path", tmp_path / "one")
    assert [one.read_text() for one in (tmp_path / "one").rglob("a.txt")] == ["a"]
    hello.download_artifacts(path="", path_to=str(tmp_path / "all"))
    assert any(one.name == "a.txt" for one in (tmp_path / "all").rglob("*"))

    hello.upload_artifact(str(source / "a.txt"), path="single")
    assert hello.get_artifacts_tree("single").files == {"a.txt": 1}
    hello.delete_artifact("single/a.txt")
    assert hello.get_artifacts_tree("single").files == {}
    hello.delete_artifacts("given")
    assert "given" not in hello.get_artifacts_tree("").dirs


def other_project():
    from polyaxon.client import ProjectClient

    client = ProjectClient(owner="default", project="other")
    if "other" not in [one.name for one in client.list(limit=100).results]:
        client.create({"name": "other"})


def test_a_run_moves_to_another_project_with_its_lineage(project, files):
    other_project()
    client = start(project, files / "hello.yaml")
    until_status(client, "succeeded")
    client.log_file_ref("/data/x", name="moved-file")
    until("the lineage, which a thread sends", lambda: client.get_artifacts_lineage().results)
    op(client, "transfer", "-to", "other")
    moved = run_client("other", client.run_uuid)
    moved.refresh_data()
    assert moved.run_data.project == "other"
    assert "moved-file" in [one.name for one in moved.get_artifacts_lineage().results]
    assert [line.value for line in moved.get_logs().logs] == ["hello world"]
    with pytest.raises(Exception, match="404|(?i:not found)"):
        run_client(project, client.run_uuid).refresh_data()
    with pytest.raises(Exception, match="400"):
        moved.transfer("nowhere")


def test_invalidate_and_delete(project, files):
    client = start(project, files / "hello.yaml")
    until_status(client, "succeeded")
    client.invalidate()
    op(client, "delete", "-y")
    assert client.run_uuid not in [one.uuid for one in client.list(limit=100).results]


def test_bulk_actions(project, files):
    uuids = [start(project, files / "hello.yaml", approved=False).run_uuid for _ in range(3)]
    runs = run_client(project).client.runs_v1
    body = {"uuids": uuids}
    first = run_client(project, uuids[0])

    def states():
        found = run_client(project).list(query=f"uuid:{'|'.join(uuids)}", limit=10).results
        return {one.uuid: one for one in found}

    runs.tag_runs("default", project, body={**body, "tags": ["bulk"]})
    assert all("bulk" in one.tags for one in states().values())
    runs.bookmark_runs("default", project, body=body)
    assert all(one.bookmarked for one in states().values())
    runs.invalidate_runs("default", project, body=body)
    runs.approve_runs("default", project, body={"uuids": uuids[:1]})
    until_status(first, "succeeded")
    runs.skip_runs("default", project, body={"uuids": uuids[1:2]})
    runs.stop_runs("default", project, body={"uuids": uuids[2:]})
    assert sorted(one.status for one in states().values()) == ["skipped", "stopped", "succeeded"]
    runs.archive_runs("default", project, body=body)
    assert states() == {}
    runs.restore_runs("default", project, body=body)
    assert len(states()) == 3
    other_project()
    runs.transfer_runs("default", project, body={"uuids": uuids, "project": "other"})
    assert states() == {}
    runs.delete_runs("default", "other", body=body)
    assert run_client("other").list(query=f"uuid:{'|'.join(uuids)}").results == []


def test_lineage_of_a_project_comes_in_one_list(project):
    other = run_client(project)
    other.create(name="with lineage")
    other.log_file_ref("/data/shared", name="shared-file", is_input=True)
    found = until(
        "the lineage, which a thread sends", lambda: other.get_runs_artifacts_lineage(query="name:shared-file").results
    )
    assert [(one.name, one.run, one.is_input) for one in found] == [("shared-file", other.run_uuid, True)]


def test_events_of_several_runs_come_together(project, hello, tmp_path):
    runs = []
    for number in range(2):
        client = run_client(project)
        client.create(name=f"multi-{number}")
        runs.append(client)
        client.log_outputs(loss=number, async_req=False)
    path = tmp_path / "loss.plx"
    path.write_text("step|timestamp|metric\n0|2026-11-22 03:02:34+00:00|0.5")
    runs[0].upload_artifact(str(path), path="events/metric")
    found = as_dict(hello.get_multi_run_events("metric", [one.run_uuid for one in runs], ["loss"]).data)
    assert found[runs[0].run_uuid][0]["data"]["metric"] == [0.5]
    assert found[runs[1].run_uuid] == []


def test_a_run_can_be_executed_by_the_command_line_itself(project, files):
    from polyaxon.polyaxonfile import check_polyaxonfile

    operation = check_polyaxonfile(polyaxonfile=str(files / "hello.yaml"), is_cli=False)
    client = run_client(project)
    run = client.create(content=operation, managed_by="cli")
    assert run.managed_by == "cli"
    assert json.loads(run.content)["kind"] == "compiled_operation"
    client.refresh_data()
    assert client.status == "compiled"
    client.log_status("running", reason="CliProcessExecutor")
    until_status(client, "running")
    client.log_succeeded()
    until_status(client, "succeeded")
