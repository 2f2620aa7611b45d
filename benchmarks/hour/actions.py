"""What an agent does in an hour, each on another case where it changes one."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks import cost
from benchmarks.hour.measuring import Measured, Work, measured
from benchmarks.hour.population import FIRST, reference_of
from benchmarks.samples import token, user

TIMES = 40
MANY = 200  # cases of one bulk deed
BULKS = 4
PAGES = 2_000
FAR = "queue, far page"
HTMX = {"HX-Request": "true"}


def hour(cases: int, times: int = TIMES) -> list[Measured]:
    """Do everything; pages of the queue come first, while nothing of it has been changed."""
    desk = Desk(cases)
    far = min(PAGES, desk.open_cases // 50 - 1)
    reading = {
        "bare page of 50 rows": lambda: got("/bare/rows/"),
        "queue, page 1": lambda: got("/"),
        f"{FAR} {far:,}": lambda: got("/", at=desk.place_of_page(far), page=str(far)),
        "queue, of an agent": lambda: got("/", view="mine"),
        "queue, late": lambda: got("/", view="overdue"),
        "queue, a channel and a cause": lambda: got("/", channel=desk.channel, cause=desk.cause),
        "queue as it is now": lambda: got("/cases/live/"),
        "view counts alone": desk.counts,
        "case, 20 messages and guide": lambda: got(f"/cases/{desk.long_case}/"),
        "lead's page": lambda: got("/lead/"),
        "list of trees": lambda: got("/trees/"),
        "statistics, 30 days": lambda: got(f"/trees/{desk.tree}/statistics/"),
        "statistics, all": lambda: got(f"/trees/{desk.tree}/statistics/", period="all"),
    }
    writing = {
        "take next": lambda: posted("/cases/next/"),
        "read": lambda: got(f"/cases/{desk.another()}/"),
        "walk": desk.answering,
        "reply": lambda: posted(f"/cases/{desk.another()}/reply/", body="We asked the bank."),
        "note": lambda: posted(f"/cases/{desk.another()}/note/", body="Bank called. 银行已回电。"),
        "snooze": lambda: posted(f"/cases/{desk.another()}/snooze/", **{"for": "1d"}),
        "macro": lambda: posted(
            f"/cases/{desk.another()}/macro/deeds/", chosen=desk.macro, seen="1",
            body="We are looking into it.", deed=["priority", "tags", "reply"],
        ),
        "merge": lambda: posted(
            f"/cases/{desk.another()}/related/", reference=desk.another(), how="merge",
            reason="The same caller",
        ),
        "jump to a place": lambda: got("/go/", where="Oakley"),
    }  # fmt: skip
    found = [measured(name, prepare, times) for name, prepare in (reading | writing).items()]
    found.append(measured(f"bulk of {MANY}", desk.bulk, BULKS))
    return found


class Desk:
    """What is there to work on."""

    def __init__(self, cases: int) -> None:
        from support.cases.models import Case
        from support.cases.models.queued import AWAKE
        from support.payments.models import Channel
        from troubleshooting.causes.models import Cause
        from troubleshooting.walks.models import Walk

        self.open_cases = Case.objects.filter(AWAKE).count()
        self.channel = Channel.objects.order_by("pk")[1].code
        self.cause = Cause.objects.order_by("pk")[1].slug
        self.long_case = _long_case()
        self.tree = Walk.objects.get(subject=self.long_case).version.tree.slug
        self.macro = _macro()
        self._unworked = self._cases(cases)

    def another(self) -> str:
        """Return the reference of an open case that nobody has worked on."""
        return next(self._unworked)

    def _cases(self, cases: int) -> Iterator[str]:
        # In ten, the sixth is open, awake and nobody's; whoever waits for nobody is left out.
        for number in range(FIRST + 6, FIRST + cases, 10):
            if number // 10 % 5 in (0, 1, 2) and number % 5 != 4:
                yield reference_of(number)

    def place_of_page(self, page: int) -> str:
        from support.cases.models import Case, Order
        from support.cases.models.queued import AWAKE
        from support.cases.viewing.ordering import ORDERINGS, ROWS

        ordering = ORDERINGS[Order.DUE]
        at = (page - 1) * ROWS - 1
        return str(ordering.place_of(ordering.apply(Case.objects.filter(AWAKE))[at : at + 1].get()))

    def counts(self) -> Work:
        from support.cases.viewing.conditions import Asking
        from support.cases.viewing.counts import bounded_counts
        from support.cases.viewing.views import views_for

        asking = Asking(user(), datetime.now(UTC))
        return lambda: bounded_counts(
            {one.slug: one.in_order(asking) for one in views_for(asking.user)}
        )

    def answering(self) -> Work:
        from troubleshooting.walks.models import Walk

        reference = self.another()
        pk = Walk.objects.get(subject=reference).pk
        walk = cost._stranger().get(f"/api/v1/walks/{pk}/", headers=token()).json()  # noqa: SLF001
        present = walk["present"]
        return posted(
            f"/cases/{reference}/walk/answers/", walk=walk["id"], seen=str(walk["seen"]),
            node=present["node"], option=present["options"][0]["key"],
        )  # fmt: skip

    def bulk(self) -> Work:
        references = [self.another() for _number in range(MANY)]
        return posted("/cases/bulk/", deed="priority", priority="high", case=references)


def _long_case() -> str:
    """Return the reference of a case at a question of its guide, which much was written about."""
    from support.cases.models import Case, Message

    case = Case.objects.get(pk=FIRST + 6)
    case.messages.bulk_create(
        Message(
            case=case, kind=Message.Kind.INCOMING, body=f"Message {number}. " * 20,
            written_at=datetime.now(UTC) - timedelta(minutes=number),
        )
        for number in range(cost.MESSAGES - case.messages.count())
    )  # fmt: skip
    return str(case.reference)


def _macro() -> str:
    from support.answering.saving import Written, save_macro

    written = Written({"en": "Look into it", "zh-hans": "核实"}, priority="high", tags=["looked"])
    return str(save_macro(None, written, actor=user(), now=datetime.now(UTC)).slug)


def got(address: str, **asked: str) -> Work:
    client = cost._agent()  # noqa: SLF001
    return lambda: _expect(client.get(address, asked))


def posted(address: str, **given: Any) -> Work:
    client = cost._agent()  # noqa: SLF001
    return lambda: _expect(client.post(address, given, headers=HTMX))


def _expect(answer: Any) -> Any:
    assert answer.status_code in {200, 302}, (answer.status_code, answer.content[:2_000])
    return answer


Prepare = Callable[[], Work]
