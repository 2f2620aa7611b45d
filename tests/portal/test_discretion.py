"""No word that is meant for agents ever reaches a customer, whatever the cause and the status."""

import csv
import re
from collections.abc import Iterator
from copy import copy
from datetime import timedelta
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.utils import timezone, translation

from support.cases.links import find_link
from support.cases.models import Case, CaseEvent, Message, Status, log
from support.cases.telling.cause_sentences import cause_sentence
from support.claims.asking import WARNING, explained_in, refrains, task_in
from support.notifications.outbox.policy import zone_of
from support.portal.page import build_page
from tests.factories import NOW, make_agent
from tests.portal.world import address_of, case_of, make_message
from tests.sampling import share
from tests.trees.starters import starters
from troubleshooting.causes.loading import load_causes
from troubleshooting.causes.models import Cause
from troubleshooting.marks.reading import once

pytestmark = pytest.mark.django_db

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
CAUSES = FIXTURES / "causes.csv"
with CAUSES.open(encoding="utf-8", newline="") as file:
    SLUGS = [row["slug"] for row in csv.DictReader(file)]
AGENTS_COLUMNS = ["name_en", "name_zh", "how_to_check_en", "how_to_check_zh", "fix_en", "fix_zh"]
RISK_WORDS = ["fraud", "compliance", "sanction", "laundering", "stolen", "deceased", "suspicious"]
RISK_WORDS_IN_CHINESE = ["欺诈", "合规", "制裁", "洗钱", "盗", "去世", "身故", "风险", "可疑"]


@pytest.fixture(scope="module")
def kept_causes(kept_rows):
    load_causes(CAUSES)
    return {cause.slug: cause for cause in Cause.objects.all()}


@pytest.fixture
def causes(kept_causes, db):
    return kept_causes


@pytest.fixture(scope="module")
def watched_case(kept_causes):
    """A case with everything on it that only agents may read."""
    agent = make_agent("zhao.agentson", first_name="Zhao", last_name="Agentson")
    case = case_of(
        assignee=agent,
        subject="SUBJECT-FOR-AGENTS",
        payment={
            "method": "wallet",  # of which every cause may be, a card's too
            "failure_scheme": "SCHEME-FOR-AGENTS",
            "failure_code": "CODE-FOR-AGENTS",
            "failure_message": "WORDS-OF-THE-BANK",
            "client": "CLIENT-FOR-AGENTS",
            "counterparty_name": "COUNTERPARTY-FOR-AGENTS",
        },
    )
    log(
        case,
        CaseEvent.Kind.OUTCOME,
        now=NOW,
        actor=agent,
        note="NOTE-OF-THE-TIMELINE",
        node="NODE-FOR-AGENTS",
        cause="CAUSE-FOR-AGENTS",
    )
    for kind, body in ((Message.Kind.NOTE, "INTERNAL-NOTE"), (Message.Kind.INCOMING, "INCOMING")):
        case.messages.create(kind=kind, author=agent, body=body, written_at=NOW)
    make_message(
        case,
        state="failed",
        reason="refused",
        sent_at=None,
        context={"cause_sentence": "CONTEXT-FOR-AGENTS"},
        provider_id="PROVIDER-FOR-AGENTS",
    )
    return case


@cache
def words_of_the_trees() -> frozenset[str]:
    """Return the keys, titles and cures of every node; customers read their own voice only."""
    words = set()
    for document in starters().values():
        for node in document["nodes"]:
            words.add(node["key"])
            words |= set(node.get("title", {}).values()) | set(node.get("cure", {}).values())
    return frozenset(words)


def agents_only(causes: dict[str, Cause]) -> frozenset[str]:
    """Return every text of the causes and the trees that customers must not read."""
    words = {getattr(cause, column) for cause in causes.values() for column in AGENTS_COLUMNS}
    words |= {slug for slug in causes if "_" in slug} | words_of_the_trees()
    return frozenset(word for word in words if len(word) > 3)


@cache
def words_for_agents_in(text: str, words: frozenset[str]) -> list[str]:
    """Return the words that are there; pages of most causes are the same but for a sentence."""
    return sorted(word for word in words if word in text)


def tells(cause: Cause, language: str) -> bool:
    """Whether the sentence says more of a failed payment than that it failed, and may."""
    if cause.disclosure == "general":
        return any(word in cause.customer_message(language) for word in ("lease ", "请"))
    says_it_arrived = cause.slug == "payout_found"  # it is not there, or is missed again
    return cause.disclosure == "open" and not says_it_arrived


def without_own_sentence(text: str, cause: Cause, case: Case, language: str) -> tuple[str, int]:
    """Return the page without the cause's customer sentence, and how often that was there.

    What it asks for stands once more, as what there is to do; once a case is closed
    over money of theirs nobody asks for it any more, nor to leave something undone until we write.
    """
    sentence = cause_sentence(case, cause, language, now=NOW + timedelta(hours=1))
    is_over = not WARNING.search(sentence) or refrains(task_in(sentence, language))
    if case.is_done and is_over:
        sentence = explained_in(sentence, language)
    if not sentence:
        return text, tells(cause, language)
    rest = text.replace(sentence, "").replace(task_in(sentence, language) or sentence, "")
    return rest, min(text.count(sentence), 1)


def states_of(case: Case, cause: Cause) -> Iterator[Case]:
    """The case with this cause in each status, as its page would read it."""
    for status in Status:
        shown, is_done = copy(case), status in {Status.RESOLVED, Status.CLOSED}
        shown.cause, shown.status, shown.resolved_at = cause, status, NOW if is_done else None
        yield shown


def page_of(case: Case, language: str) -> str:
    """The page as its door shows it, but for the way there, which is half of what it costs."""
    zone = zone_of(case.contact.time_zone)
    with once(), translation.override(language), timezone.override(zone):
        page = build_page(case, language=language, now=timezone.now())
        return render_to_string("portal/status.html", {"page": page, "brand": page.brand})


def without_form(page: str) -> str:
    """Leave out the form, which holds another key each time and nothing of the case."""
    return re.sub(r'<form id="write".*?</form>', "", page, flags=re.DOTALL)


@pytest.fixture
def read_case(watched_case):
    """The case as the door finds it, and what its bank calls it."""
    case = find_link(address_of(watched_case).split("/")[2]).case
    prefetch_related_objects([case.payment], "references")
    return case


@pytest.mark.parametrize("slug", ["amount_over_limit", "fraud_risk", "holder_deceased"])
def test_the_door_shows_the_page_that_is_read_below(client, causes, read_case, slug):
    address = address_of(read_case)
    for case in states_of(read_case, causes[slug]):
        case.save(update_fields=["cause", "status", "resolved_at"])
        for language in ("en", "zh-hans"):
            shown = client.get(address, {"lang": language}).content.decode()

            assert without_form(shown).replace(address, "") == without_form(page_of(case, language))


@pytest.mark.parametrize("slug", SLUGS)
def test_the_page_says_the_causes_own_sentence_and_no_word_meant_for_agents(
    causes, read_case, slug
):
    cause, forbidden = causes[slug], agents_only(causes)
    states = list(states_of(read_case, cause))
    if cause.disclosure == "open":  # what has something to hide is read in every status
        states = share(states, SLUGS.index(slug), 4)
    for case in states:
        for language in ("en", "zh-hans"):
            text = unescape(page_of(case, language))
            rest, times_said = without_own_sentence(text, cause, case, language)

            assert times_said == tells(cause, language)
            assert words_for_agents_in(rest, forbidden) == []
            for word in (
                "-FOR-AGENTS",
                "WORDS-OF-THE-BANK",
                "NOTE-OF",
                "INTERNAL-NOTE",
                "INCOMING",
            ):
                assert word not in text
            assert "agentson" not in text.lower()
            assert case.payment.channel.code not in text
            assert not [word for word in RISK_WORDS if word in text.lower()]
            assert not [word for word in RISK_WORDS_IN_CHINESE if word in text]


def test_the_four_general_causes_and_the_two_silent_ones_are_marked(causes):
    marked = {slug: cause.disclosure for slug, cause in causes.items()}

    assert {slug for slug in marked if marked[slug] == "general"} == {
        "fraud_risk",
        "compliance_hold",
        "card_lost_stolen",
        "suspicious_document",
    }
    assert {slug for slug in marked if marked[slug] == "silent"} == {
        "holder_deceased",
        "sanctions_match",
    }
