"""
Drives a server through the unmodified packages from PyPI, as their documentation says. The server is a fresh one, named by
CLIENT_SUITE_HOST. Nothing of POLYAXON_* is set: the address is configured once with `polyaxon config set`, as people do.
"""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from program import PROGRAM, Program

HERE = Path(__file__).parent
HOST = os.environ["CLIENT_SUITE_HOST"]
PROGRAMS = []


def pytest_configure():
    assert not [name for name in os.environ if name.startswith("POLYAXON_")]
    configured = subprocess.run([PROGRAM, "config", "set", f"--host={HOST}"], capture_output=True, text=True)
    assert configured.returncode == 0, configured.stdout + configured.stderr


def pytest_unconfigure():
    for program in PROGRAMS:
        program.close()


def pytest_runtest_logreport(report):
    """One line of JSON for each case, for the suite that started this one."""
    file = os.environ.get("CLIENT_SUITE_REPORT")
    if file is None or (report.when != "call" and report.passed):
        return
    path, _, name = report.nodeid.partition("::")
    failure = None if report.passed else f"{report.when} {report.outcome}: {report.longreprtext}"
    with open(file, "a") as out:
        out.write(json.dumps({"file": Path(path).stem, "name": name, "failure": failure}) + "\n")


def polyaxon(*args, cwd=None, code=0):
    """Runs a command of the `polyaxon` program from PyPI to its end and returns what it printed."""
    if not PROGRAMS:
        PROGRAMS.append(Program())
    ended = PROGRAMS[0].run([*map(str, args)], cwd)
    assert code in (None, ended.returncode), f"{' '.join(ended.args)}: {ended.returncode}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


def python(script, *args, cwd=None, env=None):
    """Runs a script as a person does, outside of the platform."""
    command = [sys.executable, str(script), *map(str, args)]
    ended = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, env={**os.environ, **(env or {})})
    assert ended.returncode == 0, f"{' '.join(command)}: {ended.returncode}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


def until(what, condition, seconds=60):
    """Polls until `condition` answers something true, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for {what}"
        time.sleep(0.1)


def run_client(project, uuid=None):
    from polyaxon.client import RunClient

    return RunClient(owner="default", project=project, run_uuid=uuid)


def until_status(client, *statuses, seconds=90):
    """Waits for one of the statuses; the client's own wait polls every five seconds."""

    def reached():
        client.refresh_data()
        if client.status in statuses:
            return client.status
        if client.status in ("succeeded", "failed", "stopped", "skipped", "upstream_failed"):
            output = "\n".join(line.value for line in client.get_logs().logs)
            pytest.fail(f"the run ended as {client.status}; it printed:\n{output}", pytrace=False)
        return None

    return until(f"run {client.run_uuid} to be one of {statuses}", reached, seconds)


def submit(project, *args, cwd):
    """`polyaxon run`, and the uuid of the run that it caches beside the files."""
    printed = polyaxon("run", "-p", project, *args, cwd=cwd)
    return re.search(r"/runs/([0-9a-f]{32})", printed).group(1)


@pytest.fixture(scope="session")
def project():
    """A project that most tests share."""
    polyaxon("project", "create", "--name", "clients", "--description", "made from the command line", code=None)
    return "clients"


SLEEPER = """version: 1.1
kind: component
inputs: [{name: seconds, type: int, value: 300}]
run: {kind: job, container: {command: [sleep, "{{ seconds }}"]}}
"""

HELLO = """version: 1.1
kind: component
name: hello
inputs: [{name: who, type: str, value: world}]
outputs: [{name: answer, type: int, isOptional: true}]
run: {kind: job, container: {command: [echo, "hello {{ who }}"]}}
"""


@pytest.fixture
def folder(tmp_path):
    """A folder with two files to submit."""
    (tmp_path / "sleeper.yaml").write_text(SLEEPER)
    (tmp_path / "hello.yaml").write_text(HELLO)
    return tmp_path
