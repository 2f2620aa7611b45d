"""Plans are saved in versions, worked by checklists with clocks, and told of when late, once."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from support.operations.plans.checking import untried
from support.operations.plans.models import Checklist, ChecklistItem, Plan, PlanVersion
from support.operations.plans.services import (
    StalePlan,
    end_checklist,
    retire_plan,
    save_plan,
    start_checklist,
    tell_late,
    tick,
)
from support.operations.plans.steps import MOST_STEPS, Step
from support.operations.plans.tasks import tell
from support.roster.models import Escalation
from tests.factories import NOW, make_agent
from tests.plans.world import STEPS, make_incident, make_plan, plan_of
from tests.roster.world import a_rule, a_team

pytestmark = pytest.mark.django_db


def minutes(count):
    return NOW + timedelta(minutes=count)


def test_steps_stand_in_the_order_of_their_minutes():
    plan = make_plan([STEPS[2], STEPS[0], STEPS[1]])

    assert plan.version.read_steps == STEPS
    assert (plan.slug, plan.version.number) == ("bank-is-down", 1)


def test_other_steps_are_a_new_version_and_another_name_is_none():
    plan = make_plan()
    lead = make_agent()

    save_plan(plan, plan_of(title_en="The bank"), seen=1, actor=lead, now=NOW)
    assert list(PlanVersion.objects.values_list("number", flat=True)) == [1]
    changed = save_plan(plan, plan_of(STEPS[:2]), seen=1, actor=lead, now=minutes(1))

    assert (changed.title_en, changed.version.number) == ("Bank is down", 2)
    assert PlanVersion.objects.get(number=1).read_steps == STEPS


def test_nobody_saves_over_what_they_have_not_seen():
    plan, lead = make_plan(), make_agent()
    save_plan(plan, plan_of(STEPS[:1]), seen=1, actor=lead, now=NOW)

    with pytest.raises(StalePlan):
        save_plan(plan, plan_of(STEPS[:2]), seen=1, actor=lead, now=NOW)
    assert Plan.objects.get().version.read_steps == STEPS[:1]


@pytest.mark.parametrize("count", [0, MOST_STEPS + 1])
def test_a_plan_has_steps_and_not_too_many(count):
    steps = [Step({"en": "x", "zh-hans": "x"}, 1)] * count

    with pytest.raises(ValidationError, match="at least one step"):
        make_plan(steps)
    assert not Plan.objects.exists()


def test_two_plans_of_one_name_have_two_addresses():
    slugs = [make_plan(title_en=title).slug for title in ("Bank", "Bank", "New", "银行")]

    assert slugs == ["bank", "bank-2", "new-plan", "plan"]


def test_a_checklist_has_a_clock_for_each_step():
    plan, incident = make_plan(), make_incident()

    begun = start_checklist(plan, incident=incident, actor=make_agent(), now=NOW)

    assert list(begun.items.values_list("position", "due_at")) == [
        (0, minutes(5)), (1, minutes(10)), (2, minutes(15)),
    ]  # fmt: skip
    assert (begun.is_drill, begun.version) == (False, plan.version)


def test_two_presses_for_one_incident_begin_one_list_and_drills_as_many_as_wanted():
    plan, incident, lead = make_plan(), make_incident(), make_agent()

    first, second = (
        start_checklist(plan, incident=incident, actor=lead, now=NOW) for _press in range(2)
    )
    drills = {start_checklist(plan, incident=None, actor=lead, now=NOW).pk for _press in range(2)}

    assert first == second
    assert len(drills) == 2
    assert ChecklistItem.objects.count() == 9
    assert set(Checklist.objects.filter(pk__in=drills).values_list("is_drill", flat=True)) == {True}


def test_a_list_keeps_the_version_it_began_with():
    plan, lead = make_plan(), make_agent()
    begun = start_checklist(plan, incident=None, actor=lead, now=NOW)
    save_plan(plan, plan_of(STEPS[:1]), seen=1, actor=lead, now=NOW)

    assert Checklist.objects.get(pk=begun.pk).version.read_steps == STEPS


def test_a_plan_out_of_use_begins_nothing():
    plan = make_plan()
    retire_plan(plan, is_used=False, now=NOW)
    plan.refresh_from_db()

    with pytest.raises(ValidationError, match="out of use"):
        start_checklist(plan, incident=None, actor=make_agent(), now=NOW)
    retire_plan(plan, is_used=True, now=NOW)
    plan.refresh_from_db()
    assert start_checklist(plan, incident=None, actor=make_agent(), now=NOW)


def test_who_was_first_to_do_a_step_stays_named():
    first, second = make_agent(), make_agent()
    item = start_checklist(make_plan(), incident=None, actor=first, now=NOW).items.first()

    tick(item, is_done=True, actor=first, now=minutes(3))
    tick(item, is_done=True, actor=second, now=minutes(4))
    item.refresh_from_db()
    assert (item.done_by, item.done_at) == (first, minutes(3))

    tick(item, is_done=False, actor=second, now=minutes(5))
    item.refresh_from_db()
    assert (item.done_by, item.done_at) == (None, None)


def test_nothing_is_ticked_once_a_list_has_ended():
    agent = make_agent()
    begun = start_checklist(make_plan(), incident=None, actor=agent, now=NOW)
    end_checklist(begun, now=minutes(1))

    with pytest.raises(ValidationError, match="has ended"):
        tick(begun.items.first(), is_done=True, actor=agent, now=minutes(2))
    end_checklist(begun, now=minutes(9))
    assert Checklist.objects.get().ended_at == minutes(1)


def test_each_late_step_is_told_once():
    agent = make_agent(is_superuser=True)
    begun = start_checklist(make_plan(), incident=None, actor=agent, now=NOW)
    first, _second, third = begun.items.all()
    tick(first, is_done=True, actor=agent, now=minutes(2))

    assert [tell_late(minutes(count)) for count in (9, 10, 10, 11)] == [0, 1, 0, 0]
    told = Escalation.objects.get()
    assert (told.kind, told.named) == ("plan", "Bank is down, step 2")
    assert told.address == f"/lead/checklists/{begun.pk}/"
    assert [one.person for one in told.told.all()] == [agent]
    end_checklist(begun, now=minutes(12))
    assert tell_late(minutes(30)) == 0
    third.refresh_from_db()
    assert third.told_late_at is None


def test_a_list_counts_what_is_done_and_what_is_late_until_it_ended():
    agent = make_agent()
    begun = start_checklist(make_plan(), incident=None, actor=agent, now=NOW)
    first, second, _third = begun.items.all()
    tick(first, is_done=True, actor=agent, now=minutes(5))
    tick(second, is_done=True, actor=agent, now=minutes(11))

    def counted(now):
        found = Checklist.objects.for_list(now).get()
        return found.count, found.done, found.late

    assert [counted(minutes(now)) for now in (11, 15, 16)] == [(3, 2, 1), (3, 2, 1), (3, 2, 2)]
    end_checklist(begun, now=minutes(12))
    assert counted(minutes(16)) == (3, 2, 1)


def test_a_plan_that_nobody_tried_in_time_is_a_risk():
    lead = make_agent()
    old = make_plan(title_en="Old", check_days=30)
    tried, retired = make_plan(title_en="Tried", check_days=30), make_plan(title_en="Gone")
    retire_plan(retired, is_used=False, now=NOW)
    begun = start_checklist(tried, incident=None, actor=lead, now=NOW + timedelta(days=20))
    later = NOW + timedelta(days=30)

    assert [risk.plan for risk in untried(later - timedelta(minutes=1))] == []
    assert {risk.plan for risk in untried(later)} == {old, tried}  # begun is not tried
    end_checklist(begun, now=NOW + timedelta(days=21))
    assert {risk.plan for risk in untried(later)} == {old, tried}  # no step of it was done
    ChecklistItem.objects.filter(checklist=begun, position=0).update(done_at=NOW)
    assert [(risk.plan, risk.tried_at) for risk in untried(later)] == [(old, None)]
    assert [risk.plan for risk in untried(NOW + timedelta(days=51))] == [old, tried]


def test_an_overdue_plan_is_told_once_until_it_is_tried(settings):
    lead = make_agent(is_superuser=True)
    now = timezone.now()
    plan = make_plan(actor=lead, now=now - timedelta(days=91))
    on_duty = a_rule(a_team(), "00:00", "00:00").person
    tell(), tell()

    told = Escalation.objects.get()
    assert (told.kind, told.address) == ("drill", f"/lead/plans/{plan.slug}/")
    assert lead.escalations.exists()
    assert not on_duty.escalations.exists()  # who may not change plans
    day = now - timedelta(days=1)
    assert told.named == f"Bank is down, {day.day} {day:%b %Y}"
    with override("zh-hans"):
        assert told.named == f"银行中断，{day.year}年{day.month}月{day.day}日"
    begun = start_checklist(plan, incident=None, actor=lead, now=now)
    tick(begun.items.first(), is_done=True, actor=lead, now=now)
    end_checklist(begun, now=now)
    tell()
    assert Escalation.objects.count() == 1
    assert settings.CELERY_BEAT_SCHEDULE["tell-of-plans"]["task"] == tell.name


def test_a_version_of_before_says_the_same_in_both_languages():
    plan = make_plan()
    kept = plan.version.steps
    kept[0] |= {"owner": "On duty", "contact": ""}
    PlanVersion.objects.update(steps=kept)
    migration = import_module("support.operations.plans.migrations.0003_who_in_both_languages")

    migration._in_both(apps, None)

    step = PlanVersion.objects.get().read_steps[0]
    assert [step.told_in(code).owner for code in ("en", "zh-hans")] == ["On duty"] * 2
    assert step.told_in("en").contact == ""
    migration._in_one(apps, None)
    assert (PlanVersion.objects.get().steps[0]["owner"]) == "On duty"
