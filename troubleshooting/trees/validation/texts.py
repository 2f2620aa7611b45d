"""The texts of a document: there in every language, and short enough for where they are shown."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from troubleshooting.trees.documents.entries import Entry, entries
from troubleshooting.trees.documents.format import LANGUAGES, TOLD
from troubleshooting.trees.validation.problems import Report

# About one screen of a phone.
SCREEN_LETTERS = {"en": 1_200, "zh-hans": 600}
# One SMS in either alphabet (3GPP TS 23.038); a single letter that GSM lacks changes it.
GSM_SMS_LETTERS, OTHER_SMS_LETTERS = 160, 70
_GSM = re.compile(r"[\n !-~€£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà]*")
_COUNTED_TWICE = re.compile(r"[|^€{}\[\]~\\]")


def declared_languages(document: Entry, report: Report) -> Sequence[str]:
    """Return the languages every text needs."""
    declared = document.get("languages", list(LANGUAGES))
    if isinstance(declared, list) and declared and all(name in LANGUAGES for name in declared):
        return declared
    report.error("bad_languages", known=", ".join(LANGUAGES))
    return LANGUAGES


def check_texts(node: Entry, languages: Sequence[str], report: Report) -> None:
    """Check every text of a node, those of its options and of its customer voice."""
    wording = _Wording(str(node["key"]), languages, report)
    wording.check("title", node.get("title"))
    wording.check("body", node.get("body"), required=False)
    if node["kind"] == "outcome":
        wording.check("cure", node.get("cure"), required=False)
        for name in TOLD:  # an empty map says that there is no sentence of its own
            wording.check(name, node.get(name) or None, required=False)
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
        if not isinstance(voice, dict):
            self._bad("customer")
            return
        self.check("customer: title", voice.get("title"))
        self.check("customer: body", voice.get("body"), required=False)
        self._check_length("customer: title", voice.get("title"), _sms_limit)

    def check(self, name: str, localised: Any, *, required: bool = True) -> None:
        if localised is None and not required:
            return
        if not isinstance(localised, dict):
            self._bad(name)
            return
        for language in self.languages:
            wording = localised.get(language)
            if not isinstance(wording, str) or not wording.strip():
                self.report.error("missing_language", self.node, field=name, language=language)
        if not all(isinstance(wording, str) for wording in localised.values()):
            self._bad(name)
        self._check_length(name, localised, _screen_limit)

    def _check_length(self, name: str, localised: Any, bound: Callable[[str, str], int]) -> None:
        if not isinstance(localised, dict):
            return
        for language in LANGUAGES:
            wording = localised.get(language)
            if isinstance(wording, str) and len(wording) > (limit := bound(wording, language)):
                values = {"field": name, "language": language}
                self.report.warning("too_long", self.node, limit=limit, **values)

    def _bad(self, name: str) -> None:
        self.report.error("missing_text", self.node, field=name)


def _screen_limit(_wording: str, language: str) -> int:
    return SCREEN_LETTERS[language]


def _sms_limit(wording: str, _language: str) -> int:
    if not _GSM.fullmatch(wording):
        return OTHER_SMS_LETTERS
    return GSM_SMS_LETTERS - len(_COUNTED_TWICE.findall(wording))
