"""Where modules and templates are at home, and which may know which: as pyproject.toml says."""

import tomllib
from pathlib import Path
from typing import Any

FOLDERS = {
    "web": "web",
    "desk": "support.desk",
    "portal": "support.portal",
    "lead": "support.lead",
    "notifications": "support.notifications",
    "editor": "troubleshooting.editor",
    "walks": "troubleshooting.walks",
}
SETTINGS = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["importlinter"]


def _levels(contract: dict[str, Any]) -> dict[str, int]:
    return {
        name.strip(): level
        for level, layer in enumerate(reversed(contract["layers"]))
        for name in layer.split("|")
    }


LAYERS = {
    container: _levels(contract)
    for contract in SETTINGS["contracts"]
    if contract["type"] == "layers"
    for container in contract.get("containers", [""])
}


def place_of_template(name: str) -> str:
    """Return the package whose template it is; those of the root folder are config's."""
    folder, *rest = name.split("/")
    package = FOLDERS.get(folder, "config")
    if rest and rest[0] in LAYERS.get(package, {}):
        return f"{package}.{rest[0]}"
    return package


def may_know(one: str, other: str) -> bool:
    """Tell whether the layers let `one` know `other`; the root of a package is its lowest floor."""
    for container, levels in LAYERS.items():
        mine, yours = _child(one, container), _child(other, container)
        if yours is None or mine == yours or not _is_in(one, container):
            continue
        if mine is None or levels.get(mine, 0) <= levels.get(yours, 0):
            return False
    return True


def _is_in(name: str, container: str) -> bool:
    return not container or f"{name}.".startswith(f"{container}.")


def _child(name: str, container: str) -> str | None:
    if not _is_in(name, container):
        return None
    rest = name[len(container) :].lstrip(".")
    return rest.split(".")[0] or None
