"""Each starter tree walked to each of its ends: what its customer then reads holds no agents' word.

What he reads is his status page and every message, as mail and SMS, in both languages.
"""

import re
from datetime import timedelta
from functools import cache
from html import unescape
from itertools import count
from types import SimpleNamespace

import pytest
from django.utils import translation

from support.cases.models import Case
from support.cases.telling.cause_sentences import asks_for_unnamed, cause_sentence
from support.cases.telling.message_words import message_context
from support.cases.telling.recording import fits_payment
from support.guidance.models import CaseWalk
from support.guidance.outcomes.deeds import Chosen
from support.guidance.services import confirm_outcome
from support.notifications.models import Notification
from support.notifications.words import overrides
from support.notifications.words.events import EVENTS
from support.notifications.words.rendering import render
from support.notifications.words.sample_values import sample_words
from tests.factories import NOW, make_agent, make_customer
from tests.portal.world import address_of, case_of, make_bank
from tests.sampling import spread
from tests.trees.starters import (
    FIXTURES,
    LANGUAGES,
    causes,
    customer_texts,
    graph_of,
    starters,
    words_for_agents,
)
from tests.trees.walking import way_to
from troubleshooting.causes.loading import load_causes
from troubleshooting.causes.models import SENTENCES, Cause
from troubleshooting.discretion.words import our_words_in, risks_in
from troubleshooting.marks.reading import once
from troubleshooting.trees.exchange.loading import load_trees
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.models import Walk, WalkAnswer

pytestmark = pytest.mark.django_db

REFERENCES = (f"PO-0302-{number:04}" for number in count(1))
AGENTS_COLUMNS = ["name_en", "name_zh", "how_to_check_en", "how_to_check_zh", "fix_en", "fix_zh"]


@pytest.fixture(scope="module")
def kept_knowledge(kept_rows):
    load_causes(FIXTURES / "causes.csv")
    load_trees(FIXTURES / "trees", now=NOW)


@pytest.fixture
def knowledge(kept_knowledge, db, monkeypatch):
    """Causes and trees, read once for all tests; wordings are kept as outside a transaction."""
    monkeypatch.setattr(overrides, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(overrides, "CACHE_SECONDS", 3600)
    overrides.forget_wordings()
    yield
    overrides.forget_wordings()


@cache
def forbidden() -> frozenset[str]:
    """Every text of all trees and causes that only agents may read."""
    words = {row[column] for row in causes().values() for column in AGENTS_COLUMNS}
    words |= {slug for slug in causes() if "_" in slug} | words_for_agents()
    said = {row[column] for row in causes().values() for column in SENTENCES}
    return frozenset(word for word in words - said if len(word) > 3)


def leaks(text: str, *sentences: str) -> list[str]:
    """The agents' words in a text, apart from the sentences that the cause has for customers."""
    for sentence in filter(None, sentences):
        text = text.replace(sentence, " ")
    return [word for word in forbidden() if word in text]


def ends() -> list[tuple[str, str]]:
    return [
        (slug, key) for slug in starters() for key, node in graph_of(slug).nodes.items()
        if node.is_outcome and "." not in key
    ]  # fmt: skip


def case_at(slug: str, key: str, customer, channel) -> Case:
    """A case whose walk stands at an outcome of a tree and was confirmed there by an agent."""
    case = case_of(customer=customer, channel=channel, payment={"reference": next(REFERENCES)})
    version = TreeVersion.objects.published(slug)
    answers = way_to(version.graph, key)
    walk = Walk.objects.create(
        version=version,
        subject=case.reference,
        facts={},
        facts_read_at=NOW,
        started_at=NOW,
        answers_seen=len(answers),
    )
    WalkAnswer.objects.bulk_create(
        WalkAnswer(
            walk=walk,
            number=answer.number,
            node=answer.node,
            option=answer.option,
            kind=answer.kind,
            source="agent",
            answered_at=NOW,
        )
        for answer in answers
    )
    CaseWalk.objects.create(case=case, walk=walk)
    walk = Walk.objects.with_version().get(pk=walk.pk)
    assert walk.position().present.key == key
    # Against the record an agent says how they know; what it does not name, or can't be so of the
    # payment, they word themselves.
    cause = Cause.objects.filter(slug=walk.position().present.cause or "").first()
    needs_words = asks_for_unnamed(case, cause) or not fits_payment(case, cause)
    sentence = "The branch is missing." if needs_words else ""
    chosen = Chosen(note="The bank says so.", sentence=sentence)
    return confirm_outcome(case, walk, chosen, seen=walk.answers_seen, actor=make_agent(), now=NOW)


@pytest.mark.parametrize("slug", sorted(starters()))
def test_no_page_and_no_message_at_any_end_of_a_tree_says_an_agents_word(client, knowledge, slug):
    customer, channel = make_customer(), make_bank()
    read = 0
    keys = spread([key for of_tree, key in ends() if of_tree == slug], 3)
    for key in keys:
        case = Case.objects.select_related("cause", "customer", "payment__channel").get(
            pk=case_at(slug, key, customer, channel).pk
        )
        address = address_of(case)
        sentences = {language: sentence_of(case, language) for language in LANGUAGES}
        for language, sentence in sentences.items():
            page = unescape(client.get(address, {"lang": language}).content.decode())
            assert leaks(page, sentence) == [], key
            assert risks_in(page) == [], key
            with once():
                messages = list(messages_of(case, language, sentence))
            for text in messages:
                # A message in either language, with claims in the one of the case.
                assert leaks(text, *sentences.values()) == [], key
                assert our_words_in(re.sub(r"\S*/\S*", " ", text)) == [], key
                read += 1
        assert_only_what_may_be_sent(case)

    assert read == 8 * len(LANGUAGES) * len(keys)


def sentence_of(case: Case, language: str) -> str:
    if case.cause is None:
        return ""
    return cause_sentence(case, case.cause, language, now=NOW + timedelta(hours=1))


def messages_of(case: Case, language: str, sentence: str):
    """Subject, text and HTML of the mails and the SMS that an outcome can send about the case."""
    with translation.override(language):
        words = message_context(case, now=NOW) | {"cause_sentence": sentence}
    for event in ("case-opened", "solution", "waiting-bank", "case-resolved"):
        mail = render(event, "email", language, sample_words(event, language) | words)
        page = re.sub(r"<[^>]+>", " ", mail.html.partition("<body")[2])
        yield f"{mail.subject} {mail.text} {unescape(page)}"
        yield render(event, "sms", language, words).text


def assert_only_what_may_be_sent(case: Case) -> None:
    """What the outcome itself queued is the event that its tree names, and of silence nothing."""
    events = set(Notification.objects.filter(thread=case.reference).values_list("event", flat=True))
    node = case.walks.present().first().walk.position().present
    assert events == ({node.message} if node.message else set())
    if case.cause and case.cause.disclosure == "silent":
        assert events == set()


def test_the_customers_own_questions_are_asked_without_an_agents_word():
    asked = 0
    for tree in starters().values():
        for node in tree["nodes"]:
            if "customer" not in node:
                continue
            for language in LANGUAGES:
                question = node["customer"]["title"][language]
                words = sample_words("step-needs-you", language) | {"question": question}
                mail = render("step-needs-you", "email", language, words)
                sms = render("step-needs-you", "sms", language, words)
                assert question in mail.text
                for text in (mail.subject, mail.text, sms.text, *customer_texts(node, language)):
                    assert leaks(text) == [], node["key"]
                    assert risks_in(text) == [], node["key"]
                asked += 1

    assert asked >= 60


def test_no_message_of_any_kind_says_an_agents_word_by_itself():
    for event in EVENTS:
        for language in LANGUAGES:
            words = sample_words(event, language)
            mail = render(event, "email", language, words)
            shown = (mail.subject, mail.text, render(event, "sms", language, words).text)
            assert [word for text in shown for word in leaks(text)] == [], event


def test_the_search_itself_finds_an_agents_word():
    cure = starters()["deposit-not-credited"]["nodes"][-1]["cure"]["en"]

    assert leaks(f"Hello. {cure}")
    assert leaks("Hello. Your money is on its way.") == []
    assert len(forbidden()) > 1_500
