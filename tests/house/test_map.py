"""docs/architecture.md names every room, and none that does not stand."""

import re
from pathlib import Path

from tests.house.places import LAYERS, SETTINGS

MAP = Path("docs/architecture.md").read_text()
NO_ROOMS = {"management", "migrations", "models", "templatetags"}


def rooms() -> set[str]:
    """Return the packages that a contract names, and the folders of config."""
    named = {f"{container}.{name}" for container, names in LAYERS.items() for name in names}
    paths = {name.strip(".").replace(".", "/") for name in named}
    paths |= {f"config/{path.name}" for path in Path("config").iterdir()}
    return {
        path
        for path in paths
        if (Path(path) / "__init__.py").exists() and Path(path).name not in NO_ROOMS
    }


def test_the_map_names_every_room():
    flat = {f"{path}/" for path in rooms()} - {f"{root}/" for root in SETTINGS["root_packages"]}
    split = {"support/desk/", "troubleshooting/editor/", "troubleshooting/trees/"}  # by their wings

    assert sorted(name for name in flat - split if f"`{name}`" not in MAP) == []


def test_what_the_map_names_stands():
    named = re.findall(
        r"`((?:config|support|troubleshooting|web|templates|static|tests)/[\w/.]*)`", MAP
    )

    assert len(named) > 60
    assert [name for name in named if not Path(name).exists()] == []
