"""Writing the entries by which cases are found.

A case that opens has its own at once, in the same statement. What is written later is noted by
triggers (`models.Unfound`) and taken in here every few seconds, each time from the record itself,
so that an entry is never wrong for longer than that, whoever changed what.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Q

from support.cases.models import Case, CaseEvent, Message, SearchEntry, Unfound
from support.cases.models.search_entry import UNPAIRED
from support.cases.search.naming import label
from support.cases.search.vectors import Text, vectors
from support.cases.search.words import plain
from troubleshooting.marks.writing import is_waiting, made, store
from troubleshooting.walks.models import WalkAnswer

if TYPE_CHECKING:
    from support.customers.contacts import KnownContact

BATCH = 200
MOST_BATCHES = 50  # of one turn; the next one comes in seconds
_ALONE = 0x5EA7C4  # the lock of whoever takes changes in

Texts = dict[int, list[Text]]


def begin(case: Case) -> None:
    """Let a new case be found, by what is known of it when it is written."""
    words = _Opening(case)
    store(made(SearchEntry, case=case, words=words if is_waiting(case) else str(words)))


class _Opening:
    """The words of a case that waits to be written: its cause may be found meanwhile."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def __str__(self) -> str:
        payment = self.case.payment
        names = [one.value for one in payment.references.all()] if payment else []
        return vectors(self.case.pk, _known(self.case, names), _labels(self.case))[0]


def take_in_changes() -> int:
    """Write anew the entries of cases of which more was said; return how many.

    Whoever comes while somebody is at it does nothing.
    """
    taken = 0
    for _batch in range(MOST_BATCHES):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ALONE])
            if not cursor.fetchone()[0]:
                break
            changed = _taken_up()
            changed += _unpaired(BATCH - len(changed))
            # Read only now, so that what those rows were written for is seen.
            index(changed)
        taken += len(changed)
        if len(changed) < BATCH:
            break
    if taken:
        with connection.cursor() as cursor:
            # What was added lies in a list that every search reads whole.
            cursor.execute("SELECT gin_clean_pending_list('search_entry_words')")
    return taken


def index_all() -> Iterator[tuple[int, int]]:
    """Write all entries anew, a batch a transaction; yield how many so far, and the last case."""
    done = last = 0
    while pks := list(
        Case.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        with transaction.atomic():
            index(pks)
        done, last = done + len(pks), pks[-1]
        yield done, last


def _taken_up() -> list[int]:
    """Remove what was noted last, and return whose it was; what waits longer follows."""
    newest = Unfound.objects.order_by("-pk").values_list("pk", "case_id")
    taken: dict[int, list[int]] = defaultdict(list)
    for pk, case in newest[: BATCH * 4]:
        taken[case].append(pk)
    cases = list(taken)[:BATCH]
    Unfound.objects.filter(pk__in=[pk for case in cases for pk in taken[case]]).delete()
    return cases


def _unpaired(most: int) -> list[int]:
    """Return cases, the newest first, whose entries a release wrote that knew no pairs of words."""
    entries = SearchEntry.objects.filter(UNPAIRED).order_by("-case_id")
    return list(entries.values_list("case_id", flat=True)[:most])


def index(pks: Sequence[int]) -> None:
    """Write the entries of some cases from the record, and of what they were merged into.

    What was merged has none of its own: its texts are those of the case that is kept.
    """
    if not pks:
        return
    kept = dict(Case.objects.filter(pk__in=pks).values_list("pk", "merged_into"))
    cases = {
        case.pk: case
        for case in Case.objects.filter(pk__in={into or pk for pk, into in kept.items()})
        .select_related("customer", "payment__channel", "cause")
        .prefetch_related("payment__references")
        .order_by("pk")  # whoever else writes entries locks them in the same order
    }
    whole = _with_merged(cases)
    said = _said([case.pk for case in whole])
    texts: Texts = defaultdict(list)
    for case in whole:
        names = [one.value for one in case.payment.references.all()] if case.payment else []
        texts[case.merged_into_id or case.pk] += [*_known(case, names), *said[case.pk]]
    rows = []
    for pk, case in cases.items():
        parts = vectors(pk, texts[pk], _labels(case))
        rows += [{"case_id": pk, "part": at, "words": one} for at, one in enumerate(parts)]
    with connection.cursor() as cursor:
        asked: list[Any] = [json.dumps(rows, ensure_ascii=False), [*pks, *cases]]
        cursor.execute(_WRITTEN, asked)


def _with_merged(cases: dict[int, Case]) -> list[Case]:
    """Return cases and what was merged into them, which hardly any has."""
    if not any(case.merged_references for case in cases.values()):
        return [*cases.values()]
    merged = Case.objects.filter(merged_into__in=cases).select_related(
        "customer", "payment__channel"
    )
    return [*cases.values(), *merged.prefetch_related("payment__references")]


# An entry that says the same is left as it is, which spares a long case all of its parts but one.
_WRITTEN = """
    WITH given AS (
        SELECT * FROM json_to_recordset(%s) AS one(case_id bigint, part int, words text)),
    written AS (
        INSERT INTO cases_searchentry AS known (case_id, part, words)
        SELECT case_id, part, words::tsvector FROM given
        ON CONFLICT (case_id, part) DO UPDATE SET words = excluded.words
        WHERE known.words <> excluded.words)
    DELETE FROM cases_searchentry AS old WHERE case_id = ANY(%s) AND NOT EXISTS (
        SELECT FROM given WHERE given.case_id = old.case_id AND given.part = old.part)
"""


def _known(case: Case, references: Iterable[str]) -> Iterator[Text]:
    """Return what a case is called by and about, the surest first."""
    payment, customer = case.payment, case.customer
    called = [case.reference, *references, *_reached(case.contact), *_reached(customer.contact)]
    if payment is not None:
        amount = plain(payment.amount) if payment.amount is not None else ""
        called += [payment.reference, payment.counterparty_name, payment.counterparty_account]
        called += [amount, payment.amount_text, payment.currency]
    for one in dict.fromkeys(filter(None, called)):
        yield Text(one, "A")
    yield Text(case.subject, "B")
    for tag in case.tags:
        yield Text(tag, "B")


def _reached(contact: "KnownContact") -> tuple[str, ...]:
    return contact.name, contact.email, contact.phone, contact.phone_said


def _labels(case: Case) -> list[str]:
    found = [label("cause", case.cause.slug)] if case.cause else []
    if case.payment is not None:
        found.append(label("channel", case.payment.channel.code))
    return found


def _said(pks: Sequence[int]) -> Texts:
    """Return what was said of cases and called before, and noted in their guides."""
    texts: Texts = defaultdict(list)
    told = CaseEvent.objects.filter(case__in=pks).order_by("pk")
    for event in told.filter(~Q(note="") | Q(kind=CaseEvent.Kind.CONTACT)):
        texts[event.case_id] += [Text(name, "B") for name in earlier_names(event)]
        texts[event.case_id].append(Text(event.note, "C"))
    for case, note, reason in _guide_notes(pks):
        texts[case] += [Text(note, "C"), Text(reason, "C")]
    written = Message.objects.filter(case__in=pks).order_by("pk")
    for case, body in written.values_list("case", "body"):
        texts[case].append(Text(body))
    return texts


def earlier_names(event: CaseEvent) -> list[str]:
    """Return how a customer was called before a line of the timeline said otherwise."""
    changes = event.values.get("changes", []) if event.kind == CaseEvent.Kind.CONTACT else []
    return [str(before) for name, before, _after in changes if name == "name" and before]


def _guide_notes(pks: Sequence[int]) -> Iterator[tuple[int, str, str]]:
    cases = dict(Case.objects.filter(pk__in=pks).values_list("reference", "pk"))
    answers = WalkAnswer.objects.filter(walk__subject__in=cases).exclude(
        source=WalkAnswer.Source.CHECK
    )
    for reference, note, reason in answers.order_by("pk").values_list(
        "walk__subject", "note", "reason"
    ):
        yield cases[reference], note, reason
