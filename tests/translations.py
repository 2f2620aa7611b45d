"""Check that every text is translated and the compiled catalogue is the source's: `make check`.

The texts are collected anew in a copy of the project, so nothing here is changed. Needs gettext.
"""

import gettext
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).parents[1]
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
FOLDERS = ["config", "support", "troubleshooting", "web", "templates", "locale"]


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        for folder in FOLDERS:
            shutil.copytree(PROJECT / folder, copy / folder)
        for file in ("manage.py", "pyproject.toml"):
            shutil.copy(PROJECT / file, copy)
        collect = ["makemessages", "--locale", "zh_Hans", "--no-obsolete", "--no-location"]
        subprocess.run(
            [sys.executable, "manage.py", *collect], cwd=copy, check=True, capture_output=True
        )
        missing = chosen("--untranslated", copy) + chosen("--only-fuzzy", copy)
        expected = compiled(copy)
    found = [f"without Chinese: {text}" for text in missing]
    if catalogue(PROJECT / CATALOGUE.with_suffix(".mo")) != expected:
        found.append("the compiled catalogue is older than its source: run make messages")
    if found:
        raise SystemExit("\n".join(found))
    print(f"translations: {len(expected)} texts, all in Chinese")


def chosen(option: str, copy: Path) -> list[str]:
    """Return the message ids that msgattrib picks."""
    command = ["msgattrib", option, "--no-obsolete", "--no-wrap", str(copy / CATALOGUE)]
    picked = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lines = [line for line in picked.splitlines() if line.startswith("msgid ")]
    return [line.removeprefix("msgid ") for line in lines if line != 'msgid ""' or "#" in line]


def compiled(copy: Path) -> dict[str, str]:
    target = copy / "django.mo"
    subprocess.run(["msgfmt", "-o", str(target), str(copy / CATALOGUE)], check=True)
    return catalogue(target)


def catalogue(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        texts = dict(gettext.GNUTranslations(file)._catalog)
    texts.pop("", None)
    return {str(key): text for key, text in texts.items()}


if __name__ == "__main__":
    main()
