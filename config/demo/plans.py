"""One emergency plan of the demo, which nobody has tried yet."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from support.operations.plans.models import Plan
from support.operations.plans.services import Written, save_plan
from support.operations.plans.steps import Step


def _both(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh-hans": zh}


AGENT = _both("Agent on duty", "值班客服")
LEAD = _both("Lead on duty", "值班主管")
TREASURY = _both("Treasury", "资金部")


def _step(
    minutes: int, en: str, zh: str, owner: dict[str, str], contact: dict[str, str] | None = None
) -> Step:
    return Step(_both(en, zh), minutes, owner, contact)


BANK_DOWN = Written(
    title_en="A bank’s channel is down",
    title_zh="银行通道中断",
    check_days=90,
    channels=[],
    steps=[
        _step(5, "Look at the channel board and send a test payment.",
              "查看通道状态板，并发起一笔测试付款。", AGENT),
        _step(10, "Open the incident and link its cases.",
              "建立故障事件并关联相关工单。", LEAD),
        _step(15, "Call the bank’s operations desk and note its reference.",
              "致电银行运营部门，记下对方的受理编号。", LEAD,
              _both("Demo Bank operations, +44 20 7946 0001", "演示银行运营部，+44 20 7946 0001")),
        _step(30, "Write the first update to customers, in both languages.",
              "用中英文向客户发布首次进展。", LEAD),
        _step(60, "Decide with treasury whether payouts go another way.",
              "与资金部商定是否改走其他通道。", TREASURY,
              _both("Treasury, +44 20 7946 0002", "资金部，+44 20 7946 0002")),
    ],
)  # fmt: skip


def write_plan(lead: User, now: datetime) -> Plan:
    """Write the plan as of long ago, so that its next try is overdue."""
    return save_plan(None, BANK_DOWN, seen=0, actor=lead, now=now - timedelta(days=100))
