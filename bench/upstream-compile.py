"""What upstream's own package does with Polyaxonfiles: read, check, compile, apply params, render stage one, write JSON.

Reads paths from standard input, one a line; prints {"accepted": [paths], "perSecond": operations a second of
processor time}.
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")

from polyaxon._polyaxonfile import (  # noqa: E402
    CompiledOperationSpecification,
    OperationSpecification,
    check_polyaxonfile,
)

CONTEXTS = {"globals": {"uuid": "u", "name": "n", "project_name": "p"}}


def compile_file(path):
    operation = check_polyaxonfile(polyaxonfile=path, is_cli=False, to_op=True)
    compiled = OperationSpecification.compile_operation(operation)
    compiled = CompiledOperationSpecification.apply_params(compiled, params=operation.params, context={})
    compiled = CompiledOperationSpecification.apply_operation_contexts(compiled, contexts=CONTEXTS)
    return compiled.to_json()


def accepts(path):
    try:
        compile_file(path)
        return True
    except BaseException:
        return False


def per_second(paths, seconds):
    done = 0
    start = time.process_time()
    while time.process_time() - start < seconds:
        for path in paths:
            compile_file(path)
        done += len(paths)
    return done / (time.process_time() - start)


accepted = [path for path in sys.stdin.read().split("\n") if path and accepts(path)]
if accepted:
    per_second(accepted, 2)
print(json.dumps({"accepted": accepted, "perSecond": per_second(accepted, 5) if accepted else 0}))
