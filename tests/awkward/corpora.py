"""The sources of packages that carry awkward mail."""

import subprocess
import sys
import tarfile
from functools import cache
from pathlib import Path

import test as cpython
from django.conf import settings

PACKAGES = Path(__file__).with_name("packages.txt")


@cache
def sources() -> Path:
    """Return the folder with the sources of all packages, fetched if they are not there."""
    folder = settings.VAR_DIR / "awkward"
    wanted = PACKAGES.read_text().splitlines()
    if len(list(folder.glob("*.tar.gz"))) < len(wanted):
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes",
             "--no-binary", ":all:", "--dest", folder, "--requirement", PACKAGES],
            check=True,
        )  # fmt: skip
    for archive in folder.glob("*.tar.gz"):
        if not (folder / archive.name.removesuffix(".tar.gz")).exists():
            with tarfile.open(archive) as packed:
                packed.extractall(folder, filter="data")
    return folder


def package(name: str) -> Path:
    return next(path for path in sources().glob(f"{name}-*") if path.is_dir())


@cache
def awkward_mails() -> list[Path]:
    """Return every mail in them, Python's own among them where it was installed with its tests."""
    folders = [
        package("flufl_bounce") / "tests/data",
        package("mail_parser") / "tests/mails",
        package("mailman") / "src/mailman/email/tests",
        package("mailman") / "src/mailman/handlers/tests",
        package("mailman") / "src/mailman/runners/tests",
        package("talon") / "tests/fixtures",
        Path(cpython.__file__).parent / "test_email/data",
    ]
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path for path in files if path.suffix not in (".py", ".pyc", ".gif", ".au", ".jpg")]
