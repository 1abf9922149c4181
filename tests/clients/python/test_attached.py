"""A script that only calls `tracking.init()` finds its own run and records everything in it."""

import json
import shutil

import pytest
from conftest import HERE, polyaxon, run_client, submit, until_status

FILE = """version: 1.1
kind: component
name: everything
inputs: [{name: epochs, type: int, value: 3}]
run: {kind: job, container: {command: [python3, track_everything.py]}}
"""


@pytest.fixture(scope="module")
def tracked(project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("attached")
    (folder / "polyaxonfile.yaml").write_text(FILE)
    shutil.copy(HERE / "scripts/track_everything.py", folder)
    uuid = submit(project, "-f", "polyaxonfile.yaml", "-u", "--tags", "first", cwd=folder)
    client = run_client(project, uuid)
    until_status(client, "succeeded")
    return client


def lineage(client):
    return {one.name: one for one in client.get_artifacts_lineage(limit=200).results}


def test_uploaded_files_are_where_the_script_starts(tracked):
    assert "track_everything.py" in tracked.get_artifacts_tree("uploads").files
    assert tracked.run_data.meta_info["upload_artifacts"] == "uploads"
    assert tracked.run_data.pending is None


def test_params_and_inputs_are_there(tracked):
    inputs = tracked.get_inputs()
    # The library adds what went into a trace.
    assert inputs == {"epochs": 3, "lr": 0.1, "layers": [1, 2], "optimizer": "adam", "q": "?"}


def test_outputs_hold_what_was_logged_and_the_last_metrics(tracked):
    outputs = tracked.get_outputs()
    assert outputs["best"] == 0.1
    assert outputs["classes"] == ["a", "b"]
    assert outputs["loss"] == pytest.approx(0.1)
    assert outputs["accuracy"] == pytest.approx(0.9)
    assert outputs["val__loss"] == 0.25


def test_tags_description_readme_and_flags_are_there(tracked):
    run = tracked.run_data
    assert set(run.tags) == {"first", "python", "all"}
    assert run.description == "everything there is"
    assert run.readme == "# Read me"
    for flag in ("has_metrics", "has_events", "has_model", "has_traces", "has_tensorboard"):
        assert run.meta_info[flag] is True
    assert run.meta_info["progress"] == 0.5


def test_metrics_come_back_in_order(tracked):
    events = tracked.get_metrics(["loss", "accuracy", "nothing"])
    assert set(events) == {"loss", "accuracy"}
    assert events["loss"]["data"]["step"] == list(range(10))
    assert events["loss"]["data"]["metric"] == pytest.approx([1 / (step + 1) for step in range(10)])


KINDS = {
    "text": "note",
    "html": "page",
    "histogram": "weights",
    "image": "dot",
    "video": "film",
    "audio": "tune",
    "dataframe": "table",
    "chart": "chart",
    "curve": "curve",
    "confusion": "confusion",
    "model": "model",
    "csv": "data",
    "span": "span",
}


def test_every_kind_of_event_arrives(tracked):
    for kind, name in KINDS.items():
        found = tracked.get_events(kind, [name]).data
        assert [one["name"] for one in found] == [name], kind
        assert found[0]["kind"] == kind
        assert found[0]["data"]["step"] == [1], kind


def test_events_hold_what_was_logged(tracked):
    def value(kind, name):
        data = tracked.get_events(kind, [name]).data[0]["data"]
        [column] = [data[key] for key in data if key not in ("step", "timestamp")]
        return column[0]

    assert value("text", "note") == "some | text"
    assert value("html", "page") == "<b>bold</b>"
    assert json.loads(value("histogram", "weights")) == {"values": [1, 2, 3], "counts": [0, 1, 2, 3]}
    assert json.loads(value("chart", "chart"))["figure"]["encoding"]["x"]["field"] == "a|b"
    assert json.loads(value("curve", "curve"))["annotation"] == "a"
    assert json.loads(value("curve", "roc"))["kind"] == "roc"
    assert json.loads(value("confusion", "confusion"))["z"] == [[1, 2], [3, 4]]
    assert json.loads(value("span", "span"))["outputs"] == {"a": "!"}


def test_every_event_file_has_its_lineage(tracked):
    found = lineage(tracked)
    for kind, name in {**KINDS, "metric": "loss"}.items():
        assert found[name].kind == kind, name
        assert found[name].path == f"events/{kind}/{name}.plx"
        assert found[name].summary["is_event"] is True
    assert found["loss"].summary["metric"]["last"] == pytest.approx(0.1)
    assert found["loss"].summary["step"] == {"count": 10, "min": 0, "max": 9}


def test_files_data_code_and_environment_have_their_lineage(tracked):
    found = lineage(tracked)
    assert found["notes"].kind == "text" and found["notes"].path == "outputs/notes.txt"
    assert found["final"].kind == "model" and found["final"].summary["framework"] == "sklearn"
    assert found["train-data"].kind == "data" and found["train-data"].is_input is True
    assert found["a-file"].kind == "file"
    assert found["a-folder"].kind == "dir" and found["a-folder"].path == "outputs/folder"
    assert found["abc123"].kind == "coderef" and found["abc123"].summary["branch"] == "main"
    assert found["env"].kind == "env" and found["env"].path == "outputs/env.json"
    with open(tracked.download_artifact("outputs/env.json")) as file:
        assert "python_version" in json.load(file)


def test_the_agent_samples_the_resources(tracked):
    found = [one for one in lineage(tracked).values() if one.kind == "system"]
    assert found, "no lineage of kind system"
    assert all(one.path.startswith("resources/metric/") for one in found)


def test_files_of_lineage_are_downloaded_by_kind(tracked, tmp_path):
    found = lineage(tracked)
    expected = {
        "image": ("dot", "assets/image/dot_1.png", None),
        "model": ("model", "assets/model/model_1.bin", b"weights"),
        "csv": ("data", "assets/csv/data_1.csv", b"a,b\n1,2\n"),
    }
    for kind, (name, path, content) in expected.items():
        tracked.download_artifact_for_lineage(found[name], path_to=str(tmp_path / kind))
        [file] = [one for one in (tmp_path / kind).rglob("*") if one.is_file() and one.name == path.split("/")[-1]]
        if content is not None:
            assert file.read_bytes() == content


def test_statuses_tell_the_whole_way(tracked):
    status, conditions = tracked.get_statuses()
    types = [one.type for one in conditions]
    assert status == "succeeded"
    assert types[0] == "created" and types[-1] == "succeeded"
    for one in ("compiled", "queued", "scheduled", "starting", "running"):
        assert one in types


def test_logs_come_under_the_main_container_and_are_printed_exactly(tracked):
    logs = tracked.get_logs()
    assert {line.container for line in logs.logs} == {"polyaxon-main"}
    printed = polyaxon("ops", "logs", "-p", tracked.project, "-uid", tracked.run_uuid, "--no-follow", "--hide-time")
    written = ["hello from python", "on stderr: \u00fc \x1b[31mred\x1b[0m", "the end"]
    assert [one.value for one in logs.logs] == written
    # Where it prints to no terminal, the command leaves colours out.
    assert printed == "hello from python\non stderr: \u00fc red\nthe end\n"
