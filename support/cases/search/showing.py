"""What was found, with the words marked where they stand. Everything is escaped but the marks."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from support.cases.models import Case, CaseEvent, Message
from support.cases.search.asking import Asked, Term
from support.cases.search.indexing import earlier_names
from support.cases.search.words import folded
from support.payments.models import PaymentReference
from support.payments.references.quoting import label_of
from troubleshooting.marks.asking import Question, among

AROUND = 80  # letters before what was found
LONGEST = 240
LETTERS = 10_000  # whose folded form is kept
MOST_PLACES = 3  # of one case, beside what its row says


@dataclass(frozen=True)
class Place:
    """Somewhere the words stand: what it is, when it was said, and the text around them."""

    label: str
    text: SafeString
    at: datetime | None = None


@dataclass
class Row:
    """A case as the search shows it; what has no word of the search is not marked."""

    case: Case
    reference: SafeString
    subject: SafeString
    customer: SafeString
    places: list[Place] = field(default_factory=list)


def rows_of(cases: Sequence[Case], asked: Asked) -> list[Row]:
    """Return the rows of a page, in three queries however many there are."""
    said = _passages(cases, asked.terms)
    names, references = _earlier_names(cases), _references(cases)
    rows = []
    for case in cases:
        known = [*_known(case), *references[case.payment_id or 0]]
        known += [(_("Earlier name"), name) for name in names[case.pk]]
        places = [Place(label, marked(text, asked.terms)) for label, text in known]
        places = [place for place in places if "<mark>" in place.text]
        places = [*said[case.pk], *places][:MOST_PLACES]
        reference, subject = marked(case.reference, asked.terms), marked(case.subject, asked.terms)
        rows.append(Row(case, reference, subject, marked(str(case.contact), asked.terms), places))
    return rows


def marked(text: str, terms: Iterable[Term]) -> SafeString:
    """Return a text as HTML with every word that is looked for marked."""
    plain, places = _folded_with_places(text)
    hits = sorted(
        (places[hit.start()], places[hit.end() - 1] + 1)
        for term in terms
        for hit in term.pattern.finditer(plain)
        if hit.end() > hit.start()
    )
    out, done = [], 0
    for start, end in hits:
        if end <= done:
            continue
        begins = max(start, done)
        out += [escape(text[done:begins]), format_html("<mark>{}</mark>", text[begins:end])]
        done = end
    return mark_safe("".join([*out, escape(text[done:])]))  # noqa: S308  each part is escaped


def _folded_with_places(text: str) -> tuple[str, Sequence[int]]:
    """Return a text letter by letter as it is compared, and where each letter stood."""
    if text.isascii():
        return _BLANK.sub(" ", text.lower()), range(len(text))
    plain, places = [], []
    for at, letter in enumerate(text):
        for one in _folded_letter(letter):
            plain.append(one)
            places.append(at)
    return "".join(plain), places


_BLANK = re.compile(r"\s")


@lru_cache(LETTERS)
def _folded_letter(letter: str) -> str:
    return " " if letter.isspace() else folded(letter)


def _known(case: Case) -> Iterator[tuple[str, str]]:
    """Return what is known of a case and does not stand in its row."""
    contact, payment = case.contact, case.payment
    yield _("E-mail"), contact.email
    yield _("Phone"), contact.phone or contact.phone_said
    if payment is not None:
        yield _("Payment"), payment.reference
        yield _("Amount"), payment.amount_label
        yield _("Payee"), payment.counterparty_name
        yield _("Channel"), payment.channel.name
    if case.cause is not None:
        yield _("Cause"), case.cause.name
    for tag in case.tags:
        yield _("Tag"), tag
    if case.customer.name != contact.name:
        yield _("Customer"), case.customer.name


def _references(cases: Sequence[Case]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    payments = [case.payment_id for case in cases if case.payment_id]
    for one in _CALLED.ask(payments) if payments else ():
        found[one.payment_id].append((label_of(one.kind), one.value))
    return found


def _earlier_names(cases: Sequence[Case]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for event in _CHANGED.ask([case.pk for case in cases]) if cases else ():
        found[event.case_id] += earlier_names(event)
    return found


_CALLED = Question(
    lambda keys: PaymentReference.objects.filter(payment__in=among(keys)).order_by("pk")
)
_CHANGED = Question(
    lambda keys: CaseEvent.objects.filter(
        case__in=among(keys), kind=CaseEvent.Kind.CONTACT
    ).order_by("-happened_at", "-pk")
)


# Of each case the newest text that has most of the words, cut out by the database: a text can be
# longer than all others together.
_PASSAGES = """
    SELECT DISTINCT ON (case_id) case_id, source, kind, at,
        substr(body, greatest((SELECT min(place) FROM unnest(places) AS place WHERE place > 0)
            - %(around)s, 1), %(longest)s)
    FROM (
        SELECT said.*,
            ARRAY(SELECT strpos(lower(body), part) FROM unnest(%(parts)s::text[]) AS part) AS places
        FROM (
            SELECT case_id, 'message' AS source, kind, written_at AS at, body
            FROM cases_message WHERE case_id = ANY(%(cases)s::bigint[])
            UNION ALL
            SELECT case_id, 'event', kind, happened_at, note
            FROM cases_caseevent WHERE case_id = ANY(%(cases)s::bigint[]) AND note <> ''
            UNION ALL
            SELECT noted.id, 'event', 'answered', answered_at, concat_ws(' ', note, reason)
            FROM cases_case AS noted JOIN walks_walk AS walk ON walk.subject = noted.reference
                JOIN walks_walkanswer AS answer ON answer.walk_id = walk.id
            WHERE noted.id = ANY(%(cases)s::bigint[]) AND source <> 'check'
                AND (note <> '' OR reason <> '')
        ) AS said) AS placed
    WHERE cardinality(array_remove(places, 0)) > 0
    ORDER BY case_id, cardinality(array_remove(places, 0)) DESC, at DESC
"""


def _passages(cases: Sequence[Case], terms: Sequence[Term]) -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = defaultdict(list)
    whose = {case.pk: case.pk for case in cases}
    if any(case.merged_references for case in cases):
        merged = Case.objects.filter(merged_into__in=cases)
        whose |= {pk: into for pk, into in merged.values_list("pk", "merged_into") if into}
    asked: dict[str, Any] = {
        "cases": [*whose], "parts": [term.part for term in terms],
        "around": AROUND, "longest": LONGEST,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PASSAGES, asked)
        rows = cursor.fetchall()
    for case, source, kind, at, body in rows:
        text = marked(body, terms)
        if "<mark>" in text:
            kinds = Message.Kind if source == "message" else CaseEvent.Kind
            found[whose[case]].append(Place(str(kinds(kind).label), text, at))
    return found
