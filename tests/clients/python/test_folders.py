"""What people keep in a folder must not lead its runs astray."""

import os
import subprocess

import pytest
from conftest import HOST, polyaxon, run_client, until_status

SCRIPT = """from polyaxon import tracking

tracking.init()
tracking.log_metrics(step=1, loss=0.5)
"""

FILE = """version: 1.1
kind: component
name: in-a-folder
run: {kind: job, container: {name: main, command: [python3, script.py]}}
"""


@pytest.fixture
def folder(project, tmp_path, folder):
    (tmp_path / "script.py").write_text(SCRIPT)
    (tmp_path / "script.yaml").write_text(FILE)
    return tmp_path


def test_a_script_in_a_folder_with_a_cached_run_tracks_into_its_own(project, folder):
    # As a person leaves it who works here with both command lines.
    polyaxon("init", "-p", project, "-y", cwd=folder)
    polyaxon("run", "-f", "hello.yaml", cwd=folder)
    assert (folder / ".polyaxon/.run").exists() and (folder / ".polyaxon/.project").exists()
    command = [*os.environ["CLIENT_SUITE_CLI"].split("|"), "run", "-f", "script.yaml"]
    ended = subprocess.run(command, cwd=folder, env={**os.environ, "POLYAXON_HOST": HOST}, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    [run] = run_client(project).list(query="name:in-a-folder").results
    client = run_client(project, run.uuid)
    until_status(client, "succeeded")
    assert client.run_data.outputs == {"loss": 0.5}
    assert client.get_metrics(["loss"])["loss"]["data"]["step"] == [1]
