"""Records what Jinja itself prints for each template of golden/templates.json; run with a Python that has jinja2.

The file is a list of [template, answer]; the answer is the printed text, or null where Jinja fails.
"""

import json
import pathlib

import jinja2

PATH = pathlib.Path(__file__).parent / "golden" / "templates.json"
CONTEXT = {
    "n": 3, "f": 2.5, "s": "hello World", "t": "  padded  ", "b": True, "none": None,
    "l": [3, 1, 2], "words": ["b", "A", "c"], "mixed": [1, "a", None, 2.0, True], "empty": [],
    "d": {"b": 2, "a": 1}, "rows": [{"k": "x", "v": 2}, {"k": "y", "v": 1}, {"k": "x", "v": 3}],
}


def answer(template):
    try:
        return jinja2.Environment().from_string(template).render(**CONTEXT)
    except Exception:
        return None


rows = [[template, answer(template)] for template, *_ in json.loads(PATH.read_text())]
PATH.write_text("[\n" + ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n")
