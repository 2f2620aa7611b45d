"""Documents as text: JSON and YAML that stay stable under `git diff`, and Mermaid for other pages.

Fields stand in the format's order and each text on a line of its own, so that the same content
gives the same bytes, whatever order a database or a program keeps it in.
"""

import json
from typing import Any

from troubleshooting.trees.documents.format import SIZE_LIMIT_BYTES
from troubleshooting.trees.documents.yaml_text import dump_yaml, in_order


def as_yaml(document: Any) -> str:
    """Write a document for people and for git."""
    return dump_yaml(document)


def as_json(document: Any) -> str:
    """Write a document for programs; letters of every language stay as they are.

    A very large one is not indented, so that it can be imported again.
    """
    content = in_order(document)
    written = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    if len(written.encode()) >= SIZE_LIMIT_BYTES:
        written = json.dumps(content, ensure_ascii=False, indent=0, allow_nan=False)
    return written + "\n"
