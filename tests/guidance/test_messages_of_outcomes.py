"""What a tree's outcome may send is what the outbox knows how to tell."""

from support.cases.telling.messages_of_case import TRUE_IN
from support.notifications.words.events import EVENTS
from troubleshooting.trees.documents.format import MESSAGES, WORDED_MESSAGES


def test_every_message_of_an_outcome_is_one_about_a_case():
    assert set(MESSAGES) <= set(EVENTS)
    assert set(MESSAGES) - set(WORDED_MESSAGES) <= set(TRUE_IN)


def test_the_messages_that_need_a_persons_words_are_those_with_facts_only_a_person_knows():
    assert {name for name in MESSAGES if EVENTS[name].needs} == set(WORDED_MESSAGES)
