"""The texts of a document: there in every language, and short enough for where they are shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.entries import Entry, entries
from troubleshooting.trees.problems import Report

LANGUAGES = ("en", "zh-hans")
# About one screen of a phone, and one SMS in either alphabet.
SCREEN_LETTERS = {"en": 1_200, "zh-hans": 600}
SMS_LETTERS = {"en": 160, "zh-hans": 70}


def declared_languages(document: Entry, report: Report) -> Sequence[str]:
    """Return the languages every text needs."""
    declared = document.get("languages", list(LANGUAGES))
    if isinstance(declared, list) and declared and all(name in LANGUAGES for name in declared):
        return declared
    report.error(
        "bad_languages",
        "",
        gettext_noop("“languages” must be a list of languages that Casewalk speaks: %(known)s."),
        known=", ".join(LANGUAGES),
    )
    return LANGUAGES


def check_texts(node: Entry, languages: Sequence[str], report: Report) -> None:
    """Check every text of a node, those of its options and of its customer voice."""
    wording = _Wording(str(node["key"]), languages, report)
    wording.check("title", node.get("title"))
    wording.check("body", node.get("body"), required=False)
    if node["kind"] == "outcome":
        wording.check("cure", node.get("cure"), required=False)
    for option in entries(node, "options"):
        wording.check(f"label: {option.get('key')}", option.get("label"))
    if "customer" in node:
        wording.check_voice(node["customer"])


def check_title(document: Entry, languages: Sequence[str], report: Report) -> None:
    _Wording("", languages, report).check("title", document.get("title"))


class _Wording:
    def __init__(self, node: str, languages: Sequence[str], report: Report) -> None:
        self.node = node
        self.languages = languages
        self.report = report

    def check_voice(self, voice: Any) -> None:
        if not isinstance(voice, Mapping):
            self._bad("customer")
            return
        self.check("customer: title", voice.get("title"))
        self.check("customer: body", voice.get("body"), required=False)
        self._check_length("customer: title", voice.get("title"), SMS_LETTERS)

    def check(self, name: str, localised: Any, *, required: bool = True) -> None:
        if localised is None and not required:
            return
        if not isinstance(localised, Mapping):
            self._bad(name)
            return
        for language in self.languages:
            wording = localised.get(language)
            if not isinstance(wording, str) or not wording.strip():
                self.report.error(
                    "missing_language",
                    self.node,
                    gettext_noop("“%(field)s” of “%(node)s” is missing in %(language)s."),
                    field=name,
                    language=language,
                )
        self._check_length(name, localised, SCREEN_LETTERS)

    def _check_length(self, name: str, localised: Any, limits: Mapping[str, int]) -> None:
        if not isinstance(localised, Mapping):
            return
        for language, limit in limits.items():
            wording = localised.get(language)
            if isinstance(wording, str) and len(wording) > limit:
                self.report.warning(
                    "too_long",
                    self.node,
                    gettext_noop(
                        "“%(field)s” of “%(node)s” has more than %(limit)s letters in %(language)s."
                    ),
                    field=name,
                    language=language,
                    limit=limit,
                )

    def _bad(self, name: str) -> None:
        self.report.error(
            "missing_text",
            self.node,
            gettext_noop("“%(field)s” of “%(node)s” must hold one text for each language."),
            field=name,
        )
