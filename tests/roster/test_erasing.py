"""What we wrote of no case is blanked where it names who is erased."""

import pytest

from support.inquiries.models import Bank
from support.lead.privacy.our_words import OUR_WORDS
from support.lead.privacy.person import person_of
from support.liaison.models import Action, Minutes
from support.roster.models import HandOver
from tests.factories import NOW, make_agent, make_case, make_customer
from tests.roster.world import a_team

pytestmark = pytest.mark.django_db
# In which what they are called is a part of something else.
OTHERS = ("Nothing of anybody.", "Ask Ali Wrenfield.", "Write to swren@example.test.")


def test_notes_minutes_and_actions_that_name_somebody_are_found():
    case = make_case(customer=make_customer(name="Li Wren", email="wren@example.test"))
    case.contact_name = "李娜"
    case.save()
    team, agent = a_team(), make_agent()
    bank = Bank.objects.create(slug="north", name_en="North", name_zh="北行", calendar="GB")
    for words in ("Call LI WREN back.", f"See {case.reference}.", "请回电李娜，谢谢。", *OTHERS):
        HandOver.objects.create(team=team, author=agent, body=words, written_at=NOW)
        Minutes.objects.create(bank=bank, held_on=NOW.date(), body=words, written_at=NOW)
        Action.objects.create(bank=bank, words=words, owner=agent, due_on=NOW.date())

    person = person_of(case.customer)

    assert [holding.rows(person).count() for holding in OUR_WORDS] == [3, 3, 3]
