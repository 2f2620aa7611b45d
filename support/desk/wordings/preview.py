"""How a message reads with words that somebody is writing."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError

from support.brand.reading import brand_of
from support.cases.models import Case
from support.cases.references import read_reference
from support.cases.telling.message_words import message_context
from support.customers.models import Language
from support.notifications.addresses.sms_senders import cost_of
from support.notifications.words.filling import Worded, worded_by_file
from support.notifications.words.placeholders import is_told, names_in
from support.notifications.words.rendering import Rendered, message_words, render_wording
from support.notifications.words.rules import (
    Draft,
    certain_names,
    check_wording,
    longest_segments,
    tidied,
)
from support.notifications.words.sample_values import PHONES, sample_words
from support.notifications.words.segments import is_gsm

# These placeholders stand for whole sentences, which bring their own full stop.
_SENTENCE = r"(?:(?<=_sentence\})|(?<=\{caution\}))\s*"
_SENTENCE_END = re.compile(
    rf"(?<=[.:?!])\s+|(?<=[。：？！])\s*|{_SENTENCE}|\s+(?=\{{\w+_url\}})|(?<=_url\}})\s+"
)
_FULL_STOP = re.compile(rf"(?<=[.?!])\s+|(?<=[。？！])\s*|{_SENTENCE}")
_COMMA = re.compile(r"(?<=,)\s+|(?<=，)")


@dataclass(frozen=True)
class Preview:
    """How a message with these words reads, or why it can't be made of them."""

    problems: list[str] = field(default_factory=list)
    rendered: Rendered | None = None
    left_out: list[str] = field(default_factory=list)
    case: str = ""
    has_no_such_case: bool = False
    longest: int = 0
    cost: Decimal = Decimal(0)

    @property
    def is_gsm(self) -> bool:
        return self.rendered is not None and is_gsm(self.rendered.text)


def build_preview(draft: Draft, typed_case: str = "", *, now: datetime) -> Preview:
    """Render typed words with those of a case, or with invented ones."""
    draft = tidied(draft)
    try:
        check_wording(draft)
    except ValidationError as error:
        return Preview(problems=error.messages)
    case = _find_case(typed_case)
    words = words_for(draft, case, now=now)
    rendered = render_wording(draft, words)
    shown = Preview(
        rendered=rendered,
        left_out=_left_out(draft, words),
        case=case.reference if case else "",
        has_no_such_case=bool(typed_case.strip()) and case is None,
    )
    if rendered is None or not draft.is_sms:
        return shown
    phone = _phone_for(draft, case)
    sms = rendered.named_for(phone, words["brand"])
    cost = cost_of(sms.segments, phone)
    return replace(shown, rendered=sms, longest=longest_segments(draft), cost=cost)


def words_for(draft: Draft, case: Case | None, *, now: datetime) -> dict[str, str]:
    """Return the words of a case, completed by invented ones for what only the event knows."""
    house = brand_of(draft.language).words
    words = sample_words(draft.event, draft.language, house=house)
    if case is not None:
        case.customer.chosen_language = draft.language  # for this reading only; nothing is saved
        words |= message_context(case, draft.event, now=now)
    return message_words(draft.event, draft.language, words)


def find_case_words(draft: Draft, typed_case: str, *, now: datetime) -> dict[str, str]:
    return words_for(draft, _find_case(typed_case), now=now)


def file_draft(kind: Draft) -> Draft:
    """Return the file's words with placeholders in the place of words: somewhere to start from."""
    certain = certain_names(kind.about)
    subject = _placed(kind, {name for name in kind.uses if name in certain}).subject
    body = _placed(kind, kind.uses).body
    # A line is left out as a whole, so a sentence that may be gets one of its own.
    cut = _lines_of_sms if kind.is_sms else _lines_of_mail
    body = "\n".join(cut(body, certain))
    return tidied(Draft(kind.event, kind.language, kind.channel, subject, body))


def _lines_of_sms(body: str, certain: Collection[str]) -> Iterator[str]:
    """Cut an SMS so that nothing certain hangs on a placeholder that may be empty."""
    for sentence in filter(None, _SENTENCE_END.split(body)):
        names = set(names_in(sentence))
        is_mixed = bool(names & set(certain)) and bool(names - set(certain))
        yield from filter(None, _COMMA.split(sentence)) if is_mixed else [sentence]


def _lines_of_mail(body: str, certain: Collection[str]) -> Iterator[str]:
    for line in body.split("\n"):
        may_be_empty = bool(set(names_in(line)) - set(certain))
        yield from filter(None, _FULL_STOP.split(line)) if may_be_empty else [line]


def _placed(kind: Draft, names: Collection[str]) -> Worded:
    """Return the file's words with placeholders for these names, as if nothing else were known."""
    places = {name: f"{{{name}}}" for name in names}
    return worded_by_file(kind.event, kind.channel, kind.language, places)


def _find_case(typed: str) -> Case | None:
    reference = read_reference(typed) if typed.strip() else ""
    if not reference:
        return None
    return Case.objects.for_list().filter(reference=reference).first()


def _phone_for(draft: Draft, case: Case | None) -> str:
    return (case.contact.phone if case else "") or PHONES[Language(draft.language)]


def _left_out(draft: Draft, words: Mapping[str, str]) -> list[str]:
    """Return the lines that this case leaves out, because a word of theirs is unknown."""
    return [line for line in draft.body.split("\n") if names_in(line) and not is_told(line, words)]
