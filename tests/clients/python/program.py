"""
The `polyaxon` program of the package from PyPI, loaded once. Each command is a fork with arguments, a folder and an environment of
its own, and goes through the entry point that the installed script goes through. Loading takes two seconds, most commands a tenth.

Started by itself it serves: a line of JSON in (`args`, `cwd`), one out (`code`, `stdout`, `stderr`).
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = str(Path(sys.executable).parent / "polyaxon")
LONGEST_SECONDS = 120


class Program:
    """A process that has loaded the program; as much of the environment as the program reads while it loads is this one's."""

    def __init__(self):
        self._process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, args, cwd=None):
        """Runs a command to its end: a `subprocess.CompletedProcess`."""
        self._process.stdin.write(json.dumps({"args": args, "cwd": str(cwd or os.getcwd())}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return subprocess.CompletedProcess([PROGRAM, *args], answer["code"], answer["stdout"], answer["stderr"])

    def close(self):
        self._process.stdin.close()
        self._process.wait(LONGEST_SECONDS)


def _serve():
    from polyaxon.cli import cli

    for line in sys.stdin:
        asked = json.loads(line)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            pid = os.fork()
            if pid == 0:
                _become(cli, asked, out, err)
            _, status = os.waitpid(pid, 0)
            answer = {"code": os.waitstatus_to_exitcode(status), "stdout": _text(out), "stderr": _text(err)}
        print(json.dumps(answer), flush=True)


def _become(cli, asked, out, err):
    """Goes on as the process of one command, and never comes back."""
    code = 1
    try:
        signal.alarm(LONGEST_SECONDS)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        os.chdir(asked["cwd"])
        os.environ["PWD"] = asked["cwd"]
        sys.argv = [PROGRAM, *asked["args"]]
        cli()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _text(file):
    file.seek(0)
    return file.read().decode()


if __name__ == "__main__":
    _serve()
