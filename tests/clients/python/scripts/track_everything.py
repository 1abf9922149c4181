"""What a person's training script does: it names no run, no project and no server, and records everything there is."""

import os
import struct
import sys
import zlib

import numpy as np
from polyaxon import tracking
from traceml.events import V1EventSpan


def png(path):
    """The smallest picture: one black pixel."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header))
        file.write(chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))
    return path


def written(path, content):
    with open(path, "wb") as file:
        file.write(content)
    return path


class Table:
    """What `log_dataframe` asks of a data frame."""

    def to_csv(self, path):
        written(path, b",a\n0,1\n")


class Figure:
    """What `log_altair_chart` asks of a figure."""

    def to_dict(self):
        return {"mark": "bar", "encoding": {"x": {"field": "a|b"}}}


run = tracking.init()
print("hello from python", flush=True)
print("on stderr: \u00fc \x1b[31mred\x1b[0m", file=sys.stderr, flush=True)

tracking.log_inputs(lr=0.1, layers=[1, 2], optimizer="adam")
tracking.log_tags(["python", "all"])
tracking.set_description("everything there is")
tracking.set_readme("# Read me")
tracking.log_progress(0.5)
for step in range(10):
    tracking.log_metrics(step=step, loss=1 / (step + 1), accuracy=step / 10)
tracking.log_metric("val/loss", 0.25, step=9)

tracking.log_text("note", "some | text", step=1)
tracking.log_html("page", "<b>bold</b>", step=1)
tracking.log_np_histogram("weights", values=np.array([1, 2, 3]), counts=np.array([0, 1, 2, 3]), step=1)
tracking.log_image(png("dot.png"), name="dot", step=1)
tracking.log_video(written("film.mp4", b"film"), name="film", step=1)
tracking.log_audio(written("tune.wav", b"tune"), name="tune", step=1)
tracking.log_dataframe(Table(), name="table", step=1)
tracking.log_altair_chart("chart", Figure(), step=1)
tracking.log_curve("curve", x=[0, 1], y=[1, 0], annotation="a", step=1)
tracking.log_sklearn_roc_auc_curve("roc", np.array([0.1, 0.9, 0.8]), np.array([0, 1, 1]), step=1)
tracking.log_confusion_matrix("confusion", x=["a", "b"], y=["a", "b"], z=[[1, 2], [3, 4]], step=1)
tracking.log_model(written("model.bin", b"weights"), name="model", framework="sklearn", step=1)
tracking.log_artifact(written("data.csv", b"a,b\n1,2\n"), name="data", kind="csv", step=1)
# The module itself has no working `log_trace`.
run.log_trace(V1EventSpan(name="span", kind="llm", inputs={"q": "?"}, outputs={"a": "!"}), step=1)

tracking.log_model(written("final.bin", b"final"), name="final", framework="sklearn")
tracking.log_artifact(written("notes.txt", b"notes"), name="notes", kind="text")
tracking.log_data_ref("train-data", content="sample", path="/data/train.csv")
tracking.log_file_ref("notes.txt", name="a-file", is_input=True)
os.makedirs(tracking.get_outputs_path("folder"), exist_ok=True)
written(tracking.get_outputs_path("folder/inside.txt"), b"inside")
tracking.log_dir_ref(tracking.get_outputs_path("folder"), name="a-folder")
tracking.log_tensorboard_ref(tracking.get_outputs_path("tensorboard"))
tracking.log_code_ref(code_ref={"url": "https://example.org/repo.git", "commit": "abc123", "branch": "main"})
tracking.log_outputs(best=0.1, classes=["a", "b"])
print("the end", flush=True)
