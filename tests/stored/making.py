"""Files of a test lie in its own folder."""

from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from support.files.models import StoredFile


def lie_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    field = StoredFile._meta.get_field("blob")
    monkeypatch.setattr(field, "storage", FileSystemStorage(folder, base_url=None))
    return folder
