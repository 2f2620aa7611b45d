"""What an operation made of a document."""

from typing import Any

from troubleshooting.trees.editing.edit import Applied


def keys(made: Applied) -> list[str]:
    return [entry["key"] for entry in made.document["nodes"]]


def node(made: Applied, key: str) -> Any:
    return next(entry for entry in made.document["nodes"] if entry["key"] == key)


def ways(made: Applied, key: str) -> dict[str, str]:
    return {option["key"]: option["to"] for option in node(made, key).get("options", [])}


def said(made: Applied) -> str:
    return made.summary.message % made.summary.values
