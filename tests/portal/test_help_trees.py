"""Every question and every end that the starter trees have for customers, without a case."""

import re
from html import unescape
from uuid import uuid4

import pytest

from support.guidance.helping.links import token_of
from support.guidance.helping.services import helps_with
from support.guidance.models import FACTS, HelpWalk
from support.guidance.which.loading import load_rules
from support.portal.help.advice import unnamed
from tests.factories import NOW
from tests.portal.test_discretion_of_trees import kept_knowledge, knowledge, leaks
from tests.portal.walking import question_in
from tests.sampling import spread
from tests.trees.starters import FIXTURES, LANGUAGES, causes, starters
from tests.trees.walking import ways_to_every_node
from troubleshooting.causes.models import Cause
from troubleshooting.discretion.words import our_words_in, risks_in
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.engine import follow

__all__ = ["kept_knowledge", "knowledge"]
pytestmark = pytest.mark.django_db
ABOUT = {"deposit-not-credited": "payin", "refund-not-received": "refund"}


def sentences_in(slug, about):
    """What customers are told of the causes of a tree, as it is told here."""
    for node in starters()[slug]["nodes"]:
        row = causes().get(node.get("cause", ""), {})
        for column, sentence in row.items():
            if "_message_" in column and sentence:
                language = "zh-hans" if column.endswith("zh") else "en"
                yield from re.split(r"(?<=[.!?。；])\s*", unnamed(sentence, about, language))


@pytest.mark.parametrize("slug", sorted(starters()))
def test_no_step_and_no_end_says_an_agents_word(client, knowledge, slug):
    version, about = TreeVersion.objects.published(slug), ABOUT.get(slug, "payout")
    graph = version.graph.for_customers
    assert graph is not None
    told = [sentence for sentence in sentences_in(slug, about) if sentence]
    ways = [list(way) for way in ways_to_every_node(graph)]
    asked = 0
    for answers in spread(ways, 2):
        node = follow(graph, answers).present
        walk = HelpWalk.objects.create(
            id=uuid4(), version=version, about=about, answered_at=NOW,
            answers=[[answer.node, answer.option] for answer in answers],
        )  # fmt: skip
        for language in LANGUAGES:
            page = unescape(client.get(f"/help/{token_of(walk)}/", {"lang": language}).text)
            voice = node.customer.title[language] if node.customer else ""
            assert question_in(page) == ("" if node.is_outcome else voice)
            assert voice in page
            for sentence in told:
                page = page.replace(sentence, " ")
            assert leaks(page) == [], node.key
            assert risks_in(page) == [], node.key
            asked += 1

    assert asked


@pytest.mark.parametrize(("about", "asks", "number"), [("payout", False, 5), ("payin", True, 11)])
def test_who_waits_for_a_payout_is_not_asked_what_they_did_while_paying(
    client, knowledge, about, asks, number
):
    version = TreeVersion.objects.published("payout-not-received")
    walk = HelpWalk.objects.create(id=uuid4(), version=version, about=about, answered_at=NOW)
    address, asked = f"/help/{token_of(walk)}/", []

    while question := question_in(unescape(client.get(address).text)):
        client.post(address, {"option": "0", "seen": str(len(asked))})
        asked.append(question)

    assert asked[1] == "Are the account details in your profile right?"
    assert ("Did you pay in a browser or in our app?" in asked) is asks
    assert len(asked) == number


def test_everything_that_may_not_have_arrived_has_a_guide(knowledge):
    load_rules(FIXTURES / "guide_rules.csv")

    assert helps_with() == ["payout", "payin", "refund"]


@pytest.mark.parametrize("about", FACTS)
def test_every_causes_sentence_can_be_said_without_its_reference(knowledge, about):
    said = 0
    for cause in Cause.objects.all():
        for language in LANGUAGES:
            for direction in ("", "payin", "payout"):
                sentence = unnamed(cause.customer_message(language, direction), about, language)
                assert not re.search(r"[{}\[\]]|  | [,.。，]|[一-鿿] [一-鿿]", sentence), sentence
                assert our_words_in(sentence) == []
                if language == "en":
                    assert re.search(r"\b[Tt]his (payment|payout|deposit|debit)\b", sentence)
                said += 1

    assert said > 300
