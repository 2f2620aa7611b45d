"""What somebody types is kept until it is sent or thrown away, and is theirs alone."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from support.answering.drafts import keep_draft, sending
from support.answering.macros import apply_macro, take_back_macro
from support.answering.models import Draft
from support.cases.services import add_note
from tests.answering.making import make_macro
from tests.factories import NOW, make_agent, make_case

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def bodies(case, author):
    return {kind: row.body for kind, row in Draft.objects.of(author, case).items()}


def test_the_last_word_counts_and_nothing_typed_is_no_draft():
    case, amy, bo = make_case(), make_agent(), make_agent()

    for body in ("Hel", "Hello"):
        keep_draft(case, "reply", body, author=amy, now=NOW)
    keep_draft(case, "note", "Mine", author=amy, now=NOW)
    keep_draft(case, "reply", "Bo's", author=bo, now=NOW)
    assert bodies(case, amy) == {"reply": "Hello", "note": "Mine"}
    assert bodies(case, bo) == {"reply": "Bo's"}

    keep_draft(case, "reply", " \n", author=amy, now=NOW)
    assert bodies(case, amy) == {"note": "Mine"}


def test_what_is_sent_takes_its_draft_with_it_or_neither():
    case, amy = make_case(), make_agent()
    keep_draft(case, "note", "Called them.", author=amy, now=NOW)

    with pytest.raises(ValidationError), sending(case, "note", amy):
        add_note(case, " ", now=NOW, actor=amy)
    assert bodies(case, amy) == {"note": "Called them."}

    with sending(case, "note", amy):
        add_note(case, "Called them.", now=NOW, actor=amy)
    assert bodies(case, amy) == {}


@pytest.mark.parametrize("late", ["Called them.", "Called"])
def test_a_copy_that_comes_after_the_press_is_not_kept_again(late):
    case, amy = make_case(), make_agent()
    add_note(case, "Called them.", now=NOW, actor=amy)

    keep_draft(case, "note", late, author=amy, now=NOW + SECOND)
    assert bodies(case, amy) == {}

    keep_draft(case, "note", "Called the bank.", author=amy, now=NOW + SECOND)
    keep_draft(case, "reply", late, author=amy, now=NOW + SECOND)
    assert bodies(case, amy) == {"note": "Called the bank.", "reply": late}


def test_a_reply_that_was_taken_back_is_a_draft_again_beside_none_that_came_meanwhile():
    case, amy, macro = make_case(), make_agent(), make_macro(texts={"en": "About {payment}."})
    take_back_macro(apply_macro(case, macro, actor=amy, now=NOW), actor=amy, now=NOW + SECOND)
    said = f"About {case.payment.reference}."
    assert bodies(case, amy) == {"reply": said}

    later = NOW + 60 * SECOND
    applied = apply_macro(case, macro, actor=amy, now=later)
    keep_draft(case, "reply", "New words", author=amy, now=later)
    take_back_macro(applied, actor=amy, now=later + SECOND)
    assert bodies(case, amy) == {"reply": "New words"}
