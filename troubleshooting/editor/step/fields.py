"""What the form of a step is made of: texts in all languages, choices, ways."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from troubleshooting.editor.bench.workbench import Workbench
from troubleshooting.trees.names import FIELDS
from troubleshooting.trees.rights import Level

LONG = ("body", "cure", "customer.body")


@dataclass(frozen=True)
class Cell:
    """One text in one language. `name` is that of the field, `ident` its id in the page."""

    language: str
    language_name: str
    name: str
    ident: str
    value: str
    is_stale: bool
    is_missing: bool
    is_readonly: bool


@dataclass(frozen=True)
class TextField:
    """One text in all languages; `is_long` means Markdown."""

    name: str
    label: str
    is_long: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Target:
    """Where a way leads; `is_lost` where there is no such step."""

    name: str
    value: str
    title: str
    is_lost: bool

    @property
    def is_found(self) -> bool:
        return bool(self.value) and not self.is_lost

    @property
    def ident(self) -> str:
        return self.name.replace(".", "-")


def text_field(
    bench: Workbench,
    place: tuple[str, str],
    name: str,
    value: Any,
    *,
    label: str = "",
    is_required: bool = False,
) -> TextField:
    """Compose the fields of one text. `place` is its step ("" for the tree) and its path there.

    It is missing in a language that has no words where others have some, or where it has to be.
    """
    held = value if isinstance(value, Mapping) else {}
    is_wanted = is_required or any(held.values())
    cells = []
    for language, language_name in bench.language_choices:
        written = held.get(language)
        cells.append(
            Cell(
                language=language,
                language_name=language_name,
                name=f"{name}.{language}",
                ident=f"{name}.{language}".replace(".", "-"),
                value=written if isinstance(written, str) else "",
                is_stale=(*place, language) in bench.stale,
                is_missing=is_wanted and not written,
                is_readonly=not bench.rights.may(Level.TRANSLATE, language),
            )
        )
    return TextField(name, label or str(FIELDS[name]), name in LONG, tuple(cells))


def listed_choices(pairs: Iterable[tuple[str, str]], chosen: Any) -> list[Choice]:
    """Return the choices; what is chosen but not on the list is added, so that it isn't lost."""
    listed = list(pairs)
    if isinstance(chosen, str) and chosen and chosen not in [value for value, _label in listed]:
        listed.append((chosen, _("%(name)s (does not exist)") % {"name": chosen}))
    return [Choice(value, label, value == chosen) for value, label in listed]
