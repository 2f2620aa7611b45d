"""The findings in words, for whoever runs the command."""

import argparse
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation
from django.utils.translation import gettext as _

from config.doctor.called import as_called
from config.doctor.findings import Finding, Unusable

LOCALE = Path(__file__).resolve().parents[2] / "locale"
LANGUAGES = ("en", "zh-hans")


def add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=LANGUAGES, default=_language_here())


def tell(found: Iterable[Finding], language: str) -> tuple[str, int]:
    """Return the whole report and the exit code: 1 where anything has to be put right."""
    with translation.override(language):
        ordered = sorted(found, key=lambda one: one.is_note)
        lines = [f"{'-' if one.is_note else '!'} {one}" for one in ordered]
        is_well = all(one.is_note for one in ordered)
        docs = _("docs/settings.md and docs/running.md say more.")
        last = _("Nothing has to be put right.") if is_well else docs
        return "\n".join([*lines, last]), 0 if is_well else 1


def tell_without_settings(arguments: Sequence[str], error: ImproperlyConfigured) -> int:
    """Print what keeps the settings from being read; the rest is looked at once they can be."""
    parser = argparse.ArgumentParser(prog=as_called("manage.py doctor"))
    add_language(parser)
    given, _rest = parser.parse_known_args(arguments)
    if not settings.configured:
        settings.configure(LOCALE_PATHS=[LOCALE], USE_I18N=True)
        django.setup()
    told = error.findings if isinstance(error, Unusable) else (Finding("%(e)s", {"e": error}),)
    report, code = tell(told, given.language)
    print(report)  # noqa: T201 - there is no command to write for it
    return code


def _language_here() -> str:
    """The language of the terminal, as its locale names it."""
    names = (os.environ.get(name) for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh-hans" if next(filter(None, names), "").startswith("zh") else "en"
