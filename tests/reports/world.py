"""The hand-made world of `world.txt`, kept as it stands there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from support.cases.models import Case, CaseEvent
from support.guidance.models import CaseWalk
from support.inquiries.models import Inquiry
from support.payments.models import Channel
from tests.factories import NOW, make_agent, make_case, make_channel, make_payment
from tests.inquiries.bank import make_bank
from tests.surveys.world import answer
from troubleshooting.causes.models import Cause
from troubleshooting.walks.models import Walk

ALL = "all"


def rows(kind: str = "") -> Iterator[list[str]]:
    """Return the cells of the rows that begin so; without that those of cases."""
    for line in (Path(__file__).parent / "world.txt").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if cells[0].startswith(kind) if kind else cells[0].isalpha() and len(cells[0]) == 1:
            yield cells


def moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


class World:
    """Cases by their letters, with all that happened to them."""

    def __init__(self, version: Any) -> None:
        self.version, self.agent = version, make_agent("who-applies")
        self.channels = {
            "A": make_channel(code="A", direction="payout", name_en="=cmd|' /C calc'!A0"),
            "B": make_channel(code="B", direction="payin"),
        }
        self.bank = make_bank()
        self.cases: dict[str, Case] = {}
        for cells in rows():
            self.cases[cells[0]] = self._case(*cells[1:])
        for _word, letter, kind, *more in rows("happened"):
            self._happened(self.cases[letter], kind, *more)

    def _case(self, letter: str, _direction: str, cause: str, language: str, *more: str) -> Case:
        opened, due, answered, solution, left, resolved, ending, promised, credited, guide = more
        told = {"status": "credited", "status_since": moment(credited)} if credited else {}
        channel: Channel | None = self.channels.get(letter)
        case = make_case(
            payment=make_payment(channel=channel, **told) if channel else None,
            opened_at=moment(opened), first_answer_due_at=moment(due), language=language,
            first_answered_at=moment(answered), solution_due_at=moment(solution), ending=ending,
            solution_time_left=timedelta(hours=int(left[0])) if left else None,
            status="resolved" if resolved else "open", resolved_at=moment(resolved),
            promised_at=moment(promised),
            cause=Cause.objects.get(slug=cause) if cause else None,
        )  # fmt: skip
        words = guide.split()
        if words[:1] == ["merged"]:
            Case.objects.filter(pk=case.pk).update(merged_into=self.cases[words[-1]])
            return case
        self._walks(case, words)
        return case

    def _walks(self, case: Case, words: list[str]) -> None:
        for place, who in enumerate(words):
            if who in ("itself", "person"):
                self._walk(case, who, words[place + 1 : place + 2])

    def _walk(self, case: Case, who: str, proof: list[str]) -> None:
        known = {"right": True, "wrong": False}
        walk = Walk.objects.create(
            version=self.version, subject=case.reference, facts_read_at=NOW, started_at=NOW,
            state="concluded", outcome_node="end", ended_at=NOW,
            ended_by=self.agent if who == "person" else None,
            confirmed=known.get(proof[0]) if proof else None,
        )  # fmt: skip
        CaseWalk.objects.create(case=case, walk=walk)

    def _happened(self, case: Case, kind: str, at: str, more: str = "") -> None:
        if kind == "stars":
            answer(case, int(more), rated_at=moment(at))
            return
        if kind == "inquiry":
            Inquiry.objects.create(
                case=case, bank=self.bank, type="not_received", way="mail", asked_at=moment(at),
                due_at=moment(at) + timedelta(days=5), answered_at=moment(more), answer="CONF",
            )  # fmt: skip
            return
        if kind != "bank":
            CaseEvent.objects.create(case=case, kind=kind, happened_at=moment(at))
            return
        waits = {"before": "open", "after": "waiting_bank"}
        CaseEvent.objects.create(case=case, kind="status", happened_at=moment(at), values=waits)
        over = {"before": "waiting_bank", "after": "open"}
        CaseEvent.objects.create(case=case, kind="status", happened_at=moment(more), values=over)
