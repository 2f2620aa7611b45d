"""An agent at work, for tests of walks."""

from datetime import timedelta
from typing import Any

from support.cases.models import Case
from support.guidance.beginning import present_walk
from support.guidance.panel import build_panel
from support.guidance.services import answer_step, confirm_outcome, start_walk
from support.payments.models import Channel
from tests.factories import NOW, make_agent, make_case, make_payment
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import Choice

HOUR = timedelta(hours=1)
SILENT_PAYMENT = {
    "failure_scheme": "",
    "failure_code": "",
    "failure_message": "",
    "bank_latency_ms": None,
}


class Desk:
    """An agent with a case whose walk waits for him at its first question."""

    def __init__(self, **payment: Any) -> None:
        channel = Channel.objects.get(code="demo-cn-instant")
        values = {"channel": channel, "currency": "CNY"} | SILENT_PAYMENT | payment
        self.agent = make_agent(first_name="Amy", last_name="Adler")
        self.case = make_case(payment=make_payment(**values))
        start_walk(self.case, now=NOW)
        self.case = Case.objects.select_related("customer", "payment__channel").get(pk=self.case.pk)

    @property
    def walk(self) -> Walk:
        walk = present_walk(self.case)
        assert walk is not None
        return walk

    @property
    def at(self) -> str:
        return self.walk.position().present.key

    def answer(self, option: str | None = None, *, seen: int | None = None, **choice: Any) -> Walk:
        walk = self.walk
        choice.setdefault("node", self.at)
        return answer_step(
            self.case,
            walk,
            Choice(option=option, **choice),
            seen=walk.answers_seen if seen is None else seen,
            actor=self.agent,
            now=NOW + HOUR,
        )

    def confirm(self, *, seen: int | None = None) -> Case:
        walk = self.walk
        seen = walk.answers_seen if seen is None else seen
        return confirm_outcome(self.case, walk, seen=seen, actor=self.agent, now=NOW + HOUR)

    def panel(self) -> Any:
        return build_panel(self.case, self.walk, now=NOW)
