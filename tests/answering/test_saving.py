"""A lead writes macros that can be applied as they stand."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from support.answering.saving import StaleMacro, Written, save_macro
from support.staff.models import Team
from tests.answering.making import make_macro
from tests.factories import NOW, make_agent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ({"names": {"en": " "}, "priority": "high"}, "names"),
        ({}, "texts"),
        ({"texts": {"en": "Dear {customer"}}, "texts"),
        ({"texts": {"en": "Dear {nickname}"}}, "texts"),
        ({"texts": {"en": "About {reply}"}}, "texts"),
        ({"texts": {"en": "Your account was closed for fraud."}}, "texts"),
        ({"texts": {"zh-hans": "x" * 10_001}}, "texts"),
        ({"ending": "withdrawn", "status": "open"}, "ending"),
        ({"ending": "withdrawn", "nap": "1d"}, "ending"),
        ({"given": "team"}, "to_team"),
        ({"tags": ["a"], "untags": ["A "]}, "tags"),
        ({"tags": ["x" * 41]}, "tags"),
    ],
)
def test_what_could_not_be_applied_is_not_saved(written, field):
    with pytest.raises(ValidationError) as refused:
        save_macro(None, Written(**{"names": {"en": "A"}} | written), actor=make_agent(), now=NOW)

    assert list(refused.value.message_dict) == [field]


def test_a_macro_is_written_anew_by_who_saw_it_last():
    agent, macro = make_agent(), make_macro()
    again = Written(names={"zh-hans": "询问账户"}, priority="low")

    saved = save_macro(macro, again, seen=1, actor=agent, now=NOW)

    assert (saved.slug, saved.version, saved.texts, saved.changed_by) == (
        "ask-for-the-account", 2, {}, agent,
    )  # fmt: skip
    with translation.override("en"):
        assert saved.name == "询问账户"
    with pytest.raises(StaleMacro):
        save_macro(macro, again, seen=1, actor=agent, now=NOW)


def test_two_of_one_name_have_slugs_of_their_own():
    team = Team.objects.create(name="Refunds")

    slugs = {make_macro("Ask", priority="high", team=one).slug for one in (None, team)}

    assert len(slugs) == 2
    assert "ask" in slugs
