"""What browsers get outside of DEBUG: hashed names everywhere, also inside of modules."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.templatetags.static import static
from django.test import override_settings
from pytest_django import Settings

from config.static_files import HashedFiles

IMPORTED = re.compile(r"""(?:import|from)\s*["'](\.[^"']+)["']""")
HASHED = re.compile(r"\.[0-9a-f]{12}\.(js|css)$")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("static")
    hashed = {"staticfiles": {"BACKEND": "config.static_files.HashedFiles"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=django_settings.STORAGES | hashed):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield folder


def test_every_module_of_ours_imports_others_by_names_that_exist(collected: Path) -> None:
    modules = [path for path in collected.glob("js/**/*.js") if HASHED.search(path.name)]
    imported = {
        (module.parent / name).resolve()
        for module in modules
        for name in IMPORTED.findall(module.read_text())
    }

    assert len(modules) == len(list((django_settings.BASE_DIR / "static").glob("js/**/*.js")))
    assert len(imported) >= 10
    assert [path for path in imported if not (path.exists() and HASHED.search(path.name))] == []


def test_pages_name_the_hashed_files_and_these_are_there_compressed_too(collected: Path) -> None:
    address = HashedFiles().url("css/base.css")  # as a process that has just begun

    assert HASHED.search(address)
    assert (collected / f"{address.removeprefix('/static/')}.gz").exists()


def test_each_release_keeps_its_own_list_of_them(
    collected: Path, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever goes back to the release before finds all that its pages name."""
    before = static("css/base.css")
    monkeypatch.setattr(HashedFiles, "manifest_name", "staticfiles-srv-casewalk-2.json")
    source = settings.BASE_DIR / "static"
    newer = tmp_path / "newer"
    shutil.copytree(source, newer)
    (newer / "css/base.css").write_text("body { color: red }")
    settings.STATICFILES_DIRS = [newer]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    call_command("collectstatic", interactive=False, verbosity=0)
    monkeypatch.undo()

    assert HashedFiles().hashed_files["css/base.css"] in before
    assert HashedFiles.manifest_name in {path.name for path in collected.glob("*.json")}
    assert (collected / before.removeprefix("/static/")).exists()
