"""Files of a test lie in its own folder."""

import os
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from support.files.models import StoredFile
from tests.factories import NOW


def lie_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    field = StoredFile._meta.get_field("blob")
    monkeypatch.setattr(field, "storage", FileSystemStorage(folder, base_url=None))
    return folder


def left_by_a_crash(folder: Path, age: timedelta, *, inside: str = "ab", name: str = "") -> Path:
    """Write a content as `storing` does, and no row."""
    path = folder / inside / (name or uuid.uuid4().hex)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"%PDF-1.7")
    moment = (NOW - age).timestamp()
    os.utime(path, times=(moment, moment))
    return path
