"""A plan of three steps, as a lead writes it."""

from datetime import timedelta

from support.incidents.models import Incident
from support.operations.plans.services import Written, save_plan
from support.operations.plans.steps import Step
from tests.factories import NOW, make_agent

STEPS = [
    Step(
        {"en": "Tell the leads", "zh-hans": "通知负责人"}, 5,
        owner={"en": "On duty", "zh-hans": "值班"},
    ),
    Step({"en": "Open the incident", "zh-hans": "开故障"}, 10),
    Step(
        {"en": "Call the bank", "zh-hans": "致电银行"}, 15,
        contact={"en": "Desk, +44 20 7946 0000"},
        words={"en": "Our payouts to you fail.", "zh-hans": "我方出款失败。"},
    ),
]  # fmt: skip


def plan_of(steps=None, **more):
    given = {"title_en": "Bank is down", "title_zh": "银行中断", "check_days": 90, "channels": []}
    return Written(**given | more, steps=STEPS if steps is None else steps)


def make_plan(steps=None, *, actor=None, now=NOW, **more):
    return save_plan(None, plan_of(steps, **more), seen=0, actor=actor or make_agent(), now=now)


def make_incident(**more):
    given = {
        "state": "identified", "title_en": "Payouts late", "title_zh": "出款延迟",
        "began_at": NOW - timedelta(hours=1), "opened_at": NOW,
    }  # fmt: skip
    return Incident.objects.create(**given | more)
