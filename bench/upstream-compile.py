"""What upstream's own package does with Polyaxonfiles: read, check, compile, apply params, render stage one, write JSON.

Reads paths from standard input, one a line; prints {"accepted": [paths], "perSecond": operations a second}.
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
SECONDS = 5


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


accepted = [path for path in sys.stdin.read().split("\n") if path and accepts(path)]
done = 0
start = time.perf_counter()
while accepted and time.perf_counter() - start < SECONDS:
    for path in accepted:
        compile_file(path)
    done += len(accepted)
print(json.dumps({"accepted": accepted, "perSecond": done / (time.perf_counter() - start) if accepted else 0}))
