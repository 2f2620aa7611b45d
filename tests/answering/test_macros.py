"""A macro does what it says, by the gates that each deed has by hand, or nothing at all."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from support.answering.deeds import Press, case_after, deeds_of, words_for
from support.answering.macros import apply_macro, take_back_macro
from support.answering.models import AppliedMacro, Macro
from support.answering.saving import switch_macro
from support.cases.changing.undoing import values_of
from support.cases.models import Case, CaseEvent, Message
from support.cases.services import add_note, assign_case
from support.notifications.models import Notification
from support.staff.models import Team
from tests.answering.making import TEXTS, make_macro
from tests.factories import NOW, make_agent, make_case, make_customer, make_payment

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
WHOLE = {
    "texts": TEXTS,
    "status": "waiting_customer",
    "priority": "high",
    "tags": ["account", "asked"],
    "untags": ["new"],
    "given": "me",
    "nap": "customer",
}


def replies():
    return Notification.objects.filter(event="agent-reply")


def test_a_macro_does_all_of_it_and_says_so_beforehand():
    agent, case = make_agent(first_name="Ada"), make_case(tags=["new"])
    macro = make_macro(**WHOLE)
    said = [(deed.name, deed.words) for deed in deeds_of(macro, case, agent)]
    shown = words_for(macro, case_after(case, macro, Press(), now=NOW), now=NOW)

    apply_macro(case, macro, actor=agent, now=NOW)

    assert said == [
        ("assignment", "Assign to Ada"),
        ("tags", "Tags: + account, + asked, − new"),
        ("priority", "Priority: High"),
        ("status", "Status: Waiting for customer"),
        ("snooze", "Snooze: Until the customer answers"),
    ]
    case.refresh_from_db()
    assert (case.status, case.priority, case.assignee) == ("waiting_customer", "high", agent)
    assert case.tags == ["account", "asked"]
    assert case.wakes_on == "customer"
    assert shown == f"We are looking into {case.payment.reference}."  # no reference for the bank
    assert case.messages.get().body == shown
    assert {row.context["reply"] for row in replies()} == {shown}
    assert {row.not_before for row in replies()} == {NOW + 10 * SECOND}
    line = case.events.get(kind=CaseEvent.Kind.MACRO)
    assert line.values == {"macro": macro.slug, "names": {"en": "Ask for the account"}}
    macro.refresh_from_db()
    assert (macro.uses, macro.used_at) == (1, NOW)


def test_words_are_in_the_customers_language():
    customer = make_customer(locale="zh-Hans")
    case = make_case(payment=make_payment(customer=customer), customer=customer)

    apply_macro(case, make_macro(), actor=make_agent(), now=NOW)

    assert case.messages.get().body == f"我们正在核查 {case.payment.reference}。"


def test_what_was_taken_out_is_not_done_and_what_was_typed_is_sent():
    agent, case = make_agent(), make_case()
    macro = make_macro(**WHOLE)

    press = Press(body="My own words.", deeds=["tags"], seen=1)
    apply_macro(case, macro, press, actor=agent, now=NOW)

    case.refresh_from_db()
    assert (case.priority, case.status, case.tags) == ("normal", "open", ["account", "asked"])
    assert case.messages.get().body == "My own words."
    assert case.assignee == agent  # who writes has it


def test_without_words_nobody_is_written_to():
    case = make_case()

    apply_macro(case, make_macro(**WHOLE), Press(body=" "), actor=make_agent(), now=NOW)

    assert not replies()
    assert not case.messages.exists()


def test_an_ending_tells_the_customer_unless_words_do():
    told, quiet = make_case(), make_case()
    plain = make_macro("End", ending="withdrawn")
    worded = make_macro("End with words", ending="withdrawn", texts={"en": "Done as you asked."})

    apply_macro(told, plain, actor=make_agent(), now=NOW)
    apply_macro(quiet, worded, actor=make_agent(), now=NOW)

    def events(case):
        rows = Notification.objects.filter(thread=case.reference).exclude(event="case-opened")
        return {row.event for row in rows}

    told.refresh_from_db()
    assert (told.status, told.ending) == ("resolved", "withdrawn")
    assert events(told) == {"case-resolved"}
    assert events(quiet) == {"agent-reply"}


def test_a_team_gets_the_case():
    team = Team.objects.create(name="Refunds")
    case = make_case(assignee=make_agent())

    apply_macro(case, make_macro(given="team", to_team=team), actor=make_agent(), now=NOW)

    case.refresh_from_db()
    assert (case.team, case.assignee) == (team, None)


@pytest.mark.parametrize(
    ("written", "made", "code"),
    [
        ({"status": "open"}, {"status": "open"}, "no_deed"),
        ({"status": "open"}, {"status": "resolved", "resolved_at": NOW}, "resolved"),
        ({"ending": "credited"}, {}, "contradicted"),
        ({"nap": "1d"}, {"status": "resolved", "resolved_at": NOW}, "resolved"),
        ({"texts": {"zh-hans": "您好"}}, {}, "language"),
        ({"texts": {"en": "Quote {bank_reference}"}}, {}, "no_deed"),
        ({"texts": TEXTS}, {"silent_since": NOW}, "silent"),
        ({"texts": TEXTS}, {"contact_email": "", "contact_phone": ""}, "unreachable"),
    ],
)
def test_what_can_not_be_done_is_refused_and_leaves_nothing(written, made, code):
    case = make_case(**made)
    macro, before = make_macro(**written), values_of(Case.objects.get(pk=case.pk))

    with pytest.raises(ValidationError) as refused:
        apply_macro(case, macro, actor=make_agent(), now=NOW)

    assert refused.value.code == code
    assert values_of(Case.objects.get(pk=case.pk)) == before
    assert not AppliedMacro.objects.exists()
    assert not case.events.filter(kind=CaseEvent.Kind.MACRO).exists()


def test_a_person_may_write_by_a_macro_to_whom_no_machine_may():
    case = make_case(silent_since=NOW)

    apply_macro(case, make_macro(), Press(body="A person's words."), actor=make_agent(), now=NOW)

    assert replies().count() == 2


def test_a_macro_that_was_changed_or_taken_out_of_use_is_looked_at_again():
    case, agent, macro = make_case(), make_agent(), make_macro()
    switch_macro(macro, is_on=False, actor=agent, now=NOW)

    for seen, code in ((1, "off"), (None, "off")):
        with pytest.raises(ValidationError) as refused:
            apply_macro(case, macro, Press(seen=seen), actor=agent, now=NOW)
        assert refused.value.code == code
    switch_macro(macro, is_on=True, actor=agent, now=NOW)
    with pytest.raises(ValidationError) as refused:
        apply_macro(case, macro, Press(seen=1), actor=agent, now=NOW)
    assert refused.value.code == "stale_macro"


def test_undoing_leaves_everything_as_it_was():
    agent, case, macro = make_agent(), make_case(tags=["new"]), make_macro(**WHOLE)
    before = values_of(Case.objects.get(pk=case.pk))
    applied = apply_macro(case, macro, actor=agent, now=NOW)

    take_back_macro(applied, actor=agent, now=NOW + SECOND)

    assert values_of(Case.objects.get(pk=case.pk)) == before
    assert {row.state for row in replies()} == {"cancelled"}
    assert not Message.objects.filter(case=case).exists()
    assert case.events.latest("pk").kind == CaseEvent.Kind.UNDONE
    assert Macro.objects.get().uses == 0


def test_undoing_leaves_what_other_teams_are_asked_as_it_was():
    agent, desk = make_agent(), Team.objects.create(name="Desk")
    risk = Team.objects.create(name="Risk", kind="risk")
    treasury = Team.objects.create(name="Treasury", kind="treasury")
    by_hand = {"now": NOW, "actor": agent}  # at the very same time

    def asked(case):
        return list(case.referrals.order_by("pk").values())

    for team in (desk, risk, treasury):
        for held_by in ((), (risk,), (risk, treasury), (risk, desk)):
            case = make_case(team=desk)
            for one in held_by:
                assign_case(case, None, team=one, note="May it go out?", **by_hand)
            before = values_of(Case.objects.get(pk=case.pk)), asked(case)
            macro = make_macro(f"Hand to {team}", given="team", to_team=team, priority="high")
            applied = apply_macro(case, macro, actor=agent, now=NOW)

            take_back_macro(applied, actor=agent, now=NOW + SECOND)

            assert (values_of(Case.objects.get(pk=case.pk)), asked(case)) == before


def test_nothing_is_taken_back_twice_by_others_or_after_a_change():
    agent, case, macro = make_agent(), make_case(), make_macro(**WHOLE)
    applied = apply_macro(case, macro, actor=agent, now=NOW)

    def code(actor=agent, now=NOW + SECOND):
        with pytest.raises(ValidationError) as refused:
            take_back_macro(applied, actor=actor, now=now)
        return refused.value.code

    assert code(actor=make_agent()) == "not_yours"
    assert code(now=NOW + 20 * SECOND) == "too_late"
    add_note(case, "I have called them.", now=NOW, actor=agent)
    assert code() == "changed"


def test_a_macro_is_offered_to_its_team_in_a_language_it_has():
    ours, theirs = Team.objects.create(name="Ours"), Team.objects.create(name="Theirs")
    agent, case = make_agent(), make_case()
    ours.members.add(agent)
    make_macro("Everybody's", priority="high")
    make_macro("Ours", priority="high", team=ours)
    make_macro("Theirs", priority="high", team=theirs)
    make_macro("Chinese", texts={"zh-hans": "您好"})
    switch_macro(make_macro("Old", priority="high"), is_on=False, actor=agent, now=NOW)

    assert [macro.name for macro in Macro.objects.offered(case, agent)] == ["Everybody's", "Ours"]
