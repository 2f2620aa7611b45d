"""One thing that the doctor found."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext

from config.doctor.called import as_called

DOCS = "docs/settings.md says what is wanted."

# Marks what is translated. Django's own mark would ask the settings, which are only being made.
marked = str


@dataclass(frozen=True)
class Finding:
    """A sentence of the catalogue with its values; a note is no fault."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    code: str = ""
    is_note: bool = False

    def __str__(self) -> str:
        """The sentence in the language of the moment."""
        return as_called(gettext(self.text)) % self.values

    @property
    def in_english(self) -> str:
        """The sentence where no catalogue can be read yet."""
        return self.text % self.values


class Unusable(ImproperlyConfigured):
    """Settings can't be made of these variables."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("\n".join([*(one.in_english for one in findings), DOCS]))
        self.findings = findings
