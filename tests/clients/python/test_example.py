"""examples/digits-python as its page says: submitted by our own command line, read back by the library."""

import os
import shutil
import subprocess

import pytest
from conftest import HERE, HOST, polyaxon, run_client, until_status


@pytest.fixture(scope="module")
def sweep(tmp_path_factory):
    folder = tmp_path_factory.mktemp("example") / "digits-python"
    shutil.copytree(HERE.parents[2] / "examples/digits-python", folder)
    polyaxon("project", "create", "--name", "digits-python", code=None)
    command = [*os.environ["CLIENT_SUITE_CLI"].split("|"), "run", "-f", "sweep.yaml"]
    env = {**os.environ, "POLYAXON_HOST": HOST}
    ended = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    [found] = run_client("digits-python").list(query="kind:matrix", limit=2).results
    client = run_client("digits-python", found.uuid)
    until_status(client, "succeeded", seconds=240)
    return client


def test_the_example_runs_as_a_sweep(sweep):
    children = sweep.list_children(sort="-metrics.accuracy", limit=10).results
    assert [one.status for one in children] == ["succeeded"] * 4
    best, worst = children[0], children[-1]
    assert best.inputs == {"c": 10, "gamma": 0.0005}
    assert best.outputs["accuracy"] > 0.98 > worst.outputs["accuracy"]


def test_each_of_its_runs_keeps_its_model_and_its_curve(sweep):
    best = run_client("digits-python", sweep.list_children(sort="-metrics.accuracy", limit=1).results[0].uuid)
    best.refresh_data()
    assert best.get_metrics(["accuracy"])["accuracy"]["data"]["step"] == [0, 1, 2]
    lineage = {one.name: one.kind for one in best.get_artifacts_lineage(limit=100).results}
    assert (lineage["model"], lineage["digits"]) == ("model", "confusion")
    assert "model.joblib" in best.get_artifacts_tree("outputs").files
