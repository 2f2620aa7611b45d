"""A file that is tried first, and taken in when the same one comes again.

Nothing of it is kept in between: it holds whole account numbers. So the browser sends it twice, and
a digest tells whether it is the one whose report was read.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from support.intake.files.report import Report
from support.intake.files.taking import take_file
from support.sources.models import Source
from troubleshooting.discretion.masking import mask

SIZE_BOUND = 2_500_000  # about 4,000 entries of camt.054 or 13,000 ACH returns
SECONDS = 20  # the web server gives up after 60


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
        },
    )
    tried = forms.CharField(required=False, max_length=64)

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > SIZE_BOUND:
            raise forms.ValidationError(
                _("The file has more than 2.5 MB. Have it taken in by the command take_file.")
            )
        return file


@dataclass(frozen=True)
class Taken:
    """What became of an upload. `is_other` where not the file came that had been tried."""

    report: Report
    name: str
    digest: str
    is_other: bool = False


def take_upload(
    source: Source, cleaned: dict[str, Any], *, wants_all: bool, now: datetime
) -> Taken:
    """Take a file in if it is the one that was tried, else try it."""
    file: UploadedFile[bytes] = cleaned["file"]
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    is_same = digest.hexdigest() == cleaned["tried"]
    report = take_file(
        file,
        source,
        dry_run=not (wants_all and is_same),
        now=now,
        seconds=SECONDS,
    )
    name, is_other = mask(file.name or "").text, wants_all and not is_same
    return Taken(report, name, digest.hexdigest(), is_other=is_other)
