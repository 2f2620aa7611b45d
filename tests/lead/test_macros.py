"""Leads write macros on the desk."""

import pytest

from support.answering.models import Macro
from support.answering.saving import Written, save_macro
from support.staff.models import Team
from tests.answering.making import make_macro
from tests.factories import NOW, make_agent, sign_in

pytestmark = pytest.mark.django_db
MACROS = "/settings/macros/"
FORM = {
    "name_en": "Ask for the account",
    "name_zh-hans": "询问账户",
    "text_en": "Which account, {customer_name}?",
    "status": "waiting_customer",
    "tags": "account， asked",
    "nap": "customer",
}


def test_a_macro_is_written_and_written_anew(desk, lead):
    made = desk.post(f"{MACROS}new/", FORM)

    macro = Macro.objects.get()
    assert made.url == f"{MACROS}ask-for-the-account/"
    assert macro.names == {"en": "Ask for the account", "zh-hans": "询问账户"}
    assert (macro.tags, macro.nap, macro.changed_by) == (["account", "asked"], "customer", lead)
    page = desk.get(made.url).text
    assert 'value="account, asked"' in page
    assert "{customer_name}" in page
    assert "Mock Alder" in page  # what a placeholder may say

    desk.post(made.url, FORM | {"seen": "1", "priority": "urgent"})
    macro.refresh_from_db()
    assert (macro.priority, macro.version) == ("urgent", 2)


def test_a_macro_called_new_can_be_opened(desk):
    made = desk.post(f"{MACROS}new/", FORM | {"name_en": "New"})

    assert 'value="New"' in desk.get(made.url).text


def test_what_can_not_be_saved_comes_back_as_it_was_typed(desk):
    refused = desk.post(f"{MACROS}new/", FORM | {"text_en": "Dear {nickname}"})

    assert refused.status_code == 422
    assert ">Dear {nickname}</textarea>" in refused.text
    assert "{nickname} is not known for this message." in refused.text
    assert not Macro.objects.exists()


def test_nobody_overwrites_what_they_have_not_seen(desk):
    macro = make_macro(priority="low")
    save_macro(macro, Written(names={"en": "Theirs"}, priority="low"), seen=1,
               actor=make_agent(), now=NOW)  # fmt: skip

    answer = desk.post(f"{MACROS}{macro.slug}/", FORM | {"seen": "1"})

    assert answer.status_code == 409
    assert 'name="seen" value="2"' in answer.text
    assert "Which account" in answer.text
    assert Macro.objects.get().name == "Theirs"


def test_the_list_says_what_each_does_and_how_much_it_is_used(desk, django_assert_num_queries):
    team = Team.objects.create(name="Refunds")
    make_macro("Hand over", given="team", to_team=team, team=team)
    Macro.objects.update(uses=41, used_at=NOW)

    page = desk.get(MACROS).text

    assert "→ Refunds" in page
    assert '<td class="number">41</td>' in page
    make_macro("Another", texts={"en": "Hello"}, tags=["a"])
    with django_assert_num_queries(4):  # session, person, rights, macros
        desk.get(MACROS)


def test_one_is_taken_out_of_use_and_back(desk):
    macro = make_macro(priority="low")

    desk.post(f"{MACROS}{macro.slug}/switch/", {"is_on": "0"})
    assert Macro.objects.get().off_at is not None
    desk.post(f"{MACROS}{macro.slug}/switch/", {"is_on": "1"})
    assert Macro.objects.get().off_at is None


@pytest.mark.parametrize("path", ["", "new/", "ask/"])
def test_agents_do_not_write_macros(client, path):
    sign_in(client, make_agent())

    assert client.get(f"{MACROS}{path}").status_code == 403
