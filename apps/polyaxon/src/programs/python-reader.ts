/**
 * Runs in the author's Python: loads the file as a module, takes one of its names, and answers with the spec as data. It
 * needs nothing but the standard library; what the file imports is the file's business.
 */
export const PYTHON_READER = `
import ast, datetime, importlib.util, json, os, sys, traceback, uuid

path, member = sys.argv[1], sys.argv[2]
sys.argv = [path]

def answer(**content):
    with os.fdopen(3, "w", encoding="utf-8") as stream:
        json.dump(content, stream, default=plain)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)

def plain(value):
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, uuid.UUID):
        return value.hex
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    if hasattr(value, "value"):
        return value.value
    raise TypeError("a %s cannot be part of a Polyaxonfile" % type(value).__name__)

def place_of(error):
    if isinstance(error, SyntaxError) and error.filename:
        return {"file": error.filename, "line": error.lineno or 1, "column": error.offset or 1}
    own = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == path]
    if own:
        return {"file": path, "line": own[-1].lineno or 1, "column": (getattr(own[-1], "colno", None) or 0) + 1}
    return None

def refuse(error):
    told = [line for line in str(error).splitlines() if "For further information visit" not in line]
    message = "%s: %s" % (type(error).__name__, "\\n".join(told))
    if isinstance(error, SyntaxError):
        message = "SyntaxError: %s" % error.msg
    hints = []
    if isinstance(error, ModuleNotFoundError) and error.name:
        package = error.name.split(".")[0]
        message = "the package \`%s\` is not installed for %s" % (package, sys.executable)
        hints = ["install it: %s -m pip install %s" % (sys.executable, package), "or activate the environment that has it"]
    place = place_of(error)
    answer(ok=False, message=message, hints=hints, **({"place": place} if place else {}))

def assigned():
    """Where the name is given its value, at the module's own level."""
    with open(path, encoding="utf-8") as stream:
        tree = ast.parse(stream.read())
    for node in reversed(tree.body):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        for target in targets:
            if isinstance(target, ast.Name) and target.id == member:
                return [{"path": [], "file": path, "line": node.lineno, "column": node.col_offset + 1}]
    return []

try:
    sys.path.insert(0, os.path.dirname(path))
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    if not hasattr(module, member):
        def is_spec(value):
            return hasattr(value, "to_dict") and not isinstance(value, type)
        names = [n for n, v in vars(module).items() if not n.startswith("_") and is_spec(v)]
        hints = ["it has: %s; name one: -f %s:%s" % (", ".join(names[:10]), os.path.basename(path), names[0])] if names else [
            "a script to be run is named in a Polyaxonfile, as command: [python3, %s]; polyaxon init writes one" % os.path.basename(path)]
        answer(ok=False, message="it has no \`%s\`" % member, hints=hints)
    value = getattr(module, member)
    if callable(value) and not hasattr(value, "to_dict"):
        value = value()
    if hasattr(value, "to_dict"):
        try:
            value = value.to_dict(include_kind=True, include_version=True)
        except TypeError:
            value = value.to_dict()
    if not isinstance(value, dict):
        answer(ok=False, message="\`%s\` is a %s: expected an operation, a component or a dict" % (member, type(value).__name__))
    answer(ok=True, value=value, places=assigned())
except SystemExit as error:
    answer(ok=False, message="it ended its process (sys.exit) while it was read")
except BaseException as error:
    refuse(error)
`;
