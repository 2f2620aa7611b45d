"""The pages of plans and checklists."""

import pytest
from django.test import Client

from support.operations.plans.models import Checklist, ChecklistItem, Plan
from support.operations.plans.services import start_checklist
from tests.factories import NOW, make_agent, make_channel, sign_in
from tests.plans.world import STEPS, make_incident, make_plan

pytestmark = pytest.mark.django_db
PLANS = "/lead/plans/"


@pytest.fixture
def lead():
    return make_agent("sofia", is_superuser=True)


@pytest.fixture
def desk(lead):
    return sign_in(Client(), lead)


def posted(steps, **more):
    given = {
        "title_en": "Bank is down", "title_zh": "银行中断", "check_days": "90", "seen": "0",
        "step-TOTAL_FORMS": str(len(steps)), "step-INITIAL_FORMS": "0",
    }  # fmt: skip
    for at, step in enumerate(steps):
        given |= {f"step-{at}-{name}": value for name, value in step.items()}
    return given | more


ONE = {"minutes": "5", "title_en": "Tell the leads", "title_zh": "通知负责人",
       "owner_en": "On duty", "owner_zh": "值班", "contact_en": "+44 20 7946 0000"}  # fmt: skip


def test_a_lead_writes_a_plan_and_it_is_read_in_both_languages(desk):
    channel = make_channel()
    made = desk.post(f"{PLANS}new/", posted([ONE, {}], channels=[channel.pk]), follow=True)

    assert made.redirect_chain == [(f"{PLANS}bank-is-down/", 302)]
    assert "Tell the leads" in made.text
    assert channel.name in made.text
    plan = Plan.objects.get()
    assert [step.minutes for step in plan.version.read_steps] == [5]
    assert "On duty" in made.text
    desk.post("/language/", {"language": "zh-hans"})
    page = desk.get(f"{PLANS}bank-is-down/").text
    assert "通知负责人" in page
    assert "值班" in page
    assert "On duty" not in page
    assert "+44 20 7946 0000" in page  # nobody wrote it in Chinese
    form = desk.get(f"{PLANS}bank-is-down/change/").text
    assert all(f'value="{said}"' in form for said in ("On duty", "值班", "+44 20 7946 0000"))


def test_a_step_that_is_half_written_is_refused_and_kept(desk):
    refused = desk.post(f"{PLANS}new/", posted([{"title_en": "Half a step"}]))

    assert refused.status_code == 422
    assert "Please fill this in." in refused.text
    assert 'value="Half a step"' in refused.text
    assert not Plan.objects.exists()


def test_a_plan_without_a_step_is_refused(desk):
    refused = desk.post(f"{PLANS}new/", posted([{}]))

    assert refused.status_code == 422
    assert "at least one step" in refused.text


def test_a_removed_step_is_gone_and_the_older_version_can_be_read(desk):
    plan = make_plan()
    rows = [
        {"minutes": step.minutes, "title_en": step.title["en"], "title_zh": step.title["zh-hans"]}
        for step in STEPS
    ]
    rows[2]["DELETE"] = "on"
    desk.post(f"{PLANS}{plan.slug}/change/",
              posted(rows, seen="1") | {"step-INITIAL_FORMS": "3"})  # fmt: skip

    assert "Call the bank" not in desk.get(f"{PLANS}{plan.slug}/").text
    older = desk.get(f"{PLANS}{plan.slug}/?version=1").text
    assert "Call the bank" in older
    assert "This is an older version." in older
    assert desk.get(f"{PLANS}{plan.slug}/?version=7").status_code == 404


def test_two_leads_at_once_see_each_other(desk):
    plan = make_plan()

    answer = desk.post(f"{PLANS}{plan.slug}/change/", posted([ONE], seen="0"))

    assert answer.status_code == 409
    assert "Somebody else has saved this plan" in answer.text
    assert 'value="Tell the leads"' in answer.text


def test_a_list_is_begun_for_an_incident_ticked_and_ended(desk, lead):
    plan, incident = make_plan(), make_incident()
    begun = desk.post(f"{PLANS}{plan.slug}/start/", {"incident": incident.reference}, follow=True)
    found = Checklist.objects.get()
    address = f"/lead/checklists/{found.pk}/"
    assert begun.redirect_chain == [(address, 302)]
    assert "Payouts late" in begun.text
    assert "0 of 3 steps done" in begun.text
    assert f'href="{address}"' in desk.get(f"/incidents/{incident.reference}/").text

    desk.post(f"{address}items/0/", {"is_done": "1"})
    assert "1 of 3 steps done" in desk.get(address).text
    assert ChecklistItem.objects.get(position=0).done_by == lead
    desk.post(f"{address}items/0/", {"is_done": "0"})
    assert "0 of 3 steps done" in desk.get(address).text
    desk.post(f"{address}end/")

    ended = desk.get(address).text
    assert "Not done" in ended
    assert f'action="{address}items' not in ended
    late = desk.post(f"{address}items/0/", {"is_done": "1"}, follow=True)
    assert "This checklist has ended." in late.text
    assert desk.post(f"{address}items/9/", {"is_done": "1"}).status_code == 404


def test_a_list_without_an_incident_is_begun_by_a_drill_alone(desk):
    plan = make_plan()
    assert "Start the checklist" not in desk.get(f"{PLANS}{plan.slug}/").text

    assert desk.post(f"{PLANS}{plan.slug}/start/", {"incident": ""}).status_code == 404
    assert not Checklist.objects.exists()
    make_incident()
    assert "Start the checklist" in desk.get(f"{PLANS}{plan.slug}/").text


def test_an_agent_ticks_and_changes_no_plan():
    plan = make_plan()
    begun = start_checklist(plan, incident=None, actor=make_agent(), now=NOW)
    desk = sign_in(Client(), make_agent())

    assert desk.get(f"{PLANS}{plan.slug}/").status_code == 200
    assert desk.post(f"/lead/checklists/{begun.pk}/items/1/", {"is_done": "1"}).status_code == 302
    for path in ("change/", "start/", "retire/"):
        assert desk.post(f"{PLANS}{plan.slug}/{path}").status_code == 403
    assert desk.post(f"/lead/checklists/{begun.pk}/end/").status_code == 403


def test_what_leads_alone_may_do_is_offered_to_them_alone(desk):
    plan, agent = make_plan(), sign_in(Client(), make_agent())
    make_incident()
    begun = start_checklist(plan, incident=None, actor=make_agent(), now=NOW)
    offered = {
        PLANS: ["New plan"],
        f"{PLANS}{plan.slug}/": [
            "Change the plan", "Start the checklist", "Start the drill", "Take it out of use",
        ],
        f"/lead/checklists/{begun.pk}/": ["End the checklist"],
    }  # fmt: skip
    for address, buttons in offered.items():
        leads, agents = desk.get(address).text, agent.get(address).text
        assert [one in leads for one in buttons] == [True] * len(buttons)
        assert [one in agents for one in buttons] == [False] * len(buttons)


@pytest.mark.parametrize(("path", "count"), [(PLANS, 7), ("plan", 8), ("checklist", 5)])
def test_as_many_queries_however_many_there_are(desk, lead, django_assert_num_queries, path, count):
    for title in ("One", "Two", "Three"):
        plan = make_plan(title_en=title)
        plan.channels.set([make_channel(), make_channel()])
        begun = start_checklist(plan, incident=make_incident(), actor=lead, now=NOW)
    path = {"plan": f"{PLANS}{plan.slug}/", "checklist": f"/lead/checklists/{begun.pk}/"}.get(
        path, path
    )
    desk.get(path)

    with django_assert_num_queries(count):
        assert desk.get(path).status_code == 200
