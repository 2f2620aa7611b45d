"""Reading JSON that somebody else wrote."""

import json
from typing import Any


def read_json(text: str) -> Any:
    """Read JSON without the lone halves of surrogate pairs, which no answer could repeat.

    Raises ValueError, or RecursionError for what is nested too deeply.
    """
    found = json.loads(text)
    if "\\ud" not in text.lower():  # the only way in which JSON can write such a half
        return found
    written = json.dumps(found, ensure_ascii=False)
    return json.loads(written.encode("utf-8", "ignore"))
