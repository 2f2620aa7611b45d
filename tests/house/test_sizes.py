"""The house stays readable: small files, small functions, few files side by side, maps at doors.

Arguments (6) and complexity (10) are counted by ruff, whose settings are held here.
"""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.every import every
from tests.house.places import SETTINGS

FILE_LINES, FUNCTION_LINES, FOLDER_FILES = 250, 40, 15
HOUSE = SETTINGS["root_packages"]


def folders() -> Iterator[Path]:
    for root in map(Path, [*HOUSE, "templates", "static"]):
        yield from (
            folder
            for folder in [root, *root.rglob("*")]
            if folder.is_dir() and not {"__pycache__", "migrations"} & {*folder.parts}
        )


def modules() -> Iterator[Path]:
    yield from (path for folder in folders() for path in folder.glob("*.py"))


def lines_of(source: str) -> int:
    """Return how many lines have something on them."""
    return sum(1 for line in source.splitlines() if line.strip())


def test_no_file_is_longer_than_one_reads_at_once():
    found = {str(path): lines_of(path.read_text()) for path in modules()}

    assert {path: lines for path, lines in found.items() if lines > FILE_LINES} == {}


def test_no_function_is_longer_than_a_screen():
    found = {
        f"{path}::{node.name}": node.end_lineno - node.lineno + 1
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {name: lines for name, lines in found.items() if lines > FUNCTION_LINES} == {}


def test_no_folder_holds_more_files_than_one_overlooks():
    """The package's own `__init__.py` is the folder's map and not counted."""
    found = {
        str(folder): sum(
            1 for path in folder.iterdir() if path.is_file() and path.name != "__init__.py"
        )
        for folder in folders()
    }

    assert {folder: count for folder, count in found.items() if count > FOLDER_FILES} == {}


def test_every_package_opens_with_its_map():
    packages = [folder for folder in folders() if any(folder.glob("*.py"))]

    unmapped = [
        str(package)
        for package in packages
        if not (package / "__init__.py").exists()
        or not ast.get_docstring(ast.parse((package / "__init__.py").read_text()))
    ]

    assert unmapped == []


def test_arguments_and_complexity_are_counted_by_ruff_without_exception():
    lint = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    excused = [
        str(path)
        for path in modules()
        for line in path.read_text().splitlines()
        if "noqa" in line and ("PLR0913" in line or "C901" in line)
    ]

    assert lint["pylint"]["max-args"] == 6
    assert lint["mccabe"]["max-complexity"] == 10
    assert not {"PLR0913", "C901", "PLR", "PL"} & {*lint["ignore"]}
    assert excused == []


@every("package", HOUSE)
def test_the_house_is_looked_at_whole(package):
    assert sum(1 for path in modules() if path.parts[0] == package) > 5
