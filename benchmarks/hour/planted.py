"""Searches in both languages, and whether they find everything that was hidden among the cases.

What has to be found is read from the record by itself, without the search's table.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.hour.actions import got
from benchmarks.hour.measuring import Measured, measured
from benchmarks.hour.population import FIRST

TIMES = 6
EVERY = 20  # cases of each word
WORDS = ("zebrafish", "marmalade", "quokka", "貔貅", "饕餮", "麒麟")
IN_MESSAGES = "SELECT DISTINCT case_id FROM cases_message WHERE body ILIKE %s"
SEARCHES = {
    "search, English": (
        "zebrafish", "marmalade bank", "refund friday", "payment bank", "Mock Alma Oakley", "money",
        "returned account closed", '"money has not"', "compliance review limit", "PAY-B10005007",
        "user15000@mail600.example", "07000 015000", "branch dispute", "oakfield", "70.50",
    ),
    "search, Chinese": (
        "貔貅", "饕餮 银行", "退款 钱包", "银行", "到账", "赵伟一", "没有到账", "节假日",
        "汇率 发票", "“付款没有”", "130 0001 5001", "合规 审核 限额", "工资 房租", "钱伟",
        "账户已注销",
    ),
    "search, with filters": (
        "money status:open", "银行 status:new", "refund channel:nova-out", "assignee:none 到账",
        "cause:account_closed 退款", "status:waiting_bank before:2026-11-20", "tag:looked",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Recall:
    """How many of the cases that hold what was typed are found."""

    typed: str
    planted: int
    found: int


def plant(cases: int) -> None:
    """Write each rare word into a message of some cases, as the product does."""
    from django.utils import timezone

    from support.cases.models import Message
    from support.cases.search.indexing import take_in_changes

    step = cases // (EVERY * len(WORDS))
    Message.objects.bulk_create(
        Message(
            case_id=FIRST + at * step, kind="note", written_at=timezone.now(),
            body=f"They said {word} twice." if word.isascii() else f"客户说到{word}两次。",
        )
        for at, word in enumerate(WORDS * EVERY)
    )  # fmt: skip
    while take_in_changes():
        pass


def searches() -> Iterator[Measured]:
    for name, queries in SEARCHES.items():
        each = [
            (query, measured(query, lambda query=query: got("/search/", q=query), TIMES))
            for query in queries
        ]
        slowest = max((one for _query, one in each), key=lambda one: one.cpu)
        spent = [spent for _query, one in each for spent in one.spent]
        most = max(one.statements for _query, one in each)
        whole = {table for _query, one in each for table in one.whole}
        yield Measured(
            f"{name}; {slowest.cpu:.0f} ms: {slowest.name}", spent, most,
            max(one.rows for _query, one in each), tuple(sorted(whole)),
        )  # fmt: skip


def recalls() -> Iterator[Recall]:
    """Look for what was planted and for what is known, in several forms."""
    from django.db import connection

    from support.cases.models import Case

    number = FIRST + 5_007
    asked = [(word, IN_MESSAGES, f"%{word}%") for word in WORDS]
    asked += [
        (f"PAY-B{10_000_000 + number}", _OF_PAYMENT, f"PAY-B{10_000_000 + number}"),
        (f"{10_000_000 + number}"[-6:], _ENDING, f"%{number:06d}"),
        (f"USER{number}@mail{number % 900}.example", _EMAIL, f"user{number}@%"),
        (f"+86 130-{number:08d}", _PHONE, f"+86{13_000_000_000 + number}"),
        (f"130 {number:08d}", _PHONE, f"+86{13_000_000_000 + number}"),
        (f"07000{number + 1:06d}", _PHONE, f"+44{7_000_000_000 + number + 1}"),
    ]
    for typed, sql, wanted in asked:
        with connection.cursor() as cursor:
            cursor.execute(sql, [wanted])
            planted = {row[0] for row in cursor.fetchall()}
        found = {*Case.objects.search(typed).values_list("pk", flat=True)}
        assert planted, typed
        yield Recall(typed, len(planted), len(planted & found))


_BY_PAYMENT = (
    "SELECT cases.id FROM cases_case AS cases JOIN payments_payment AS paid ON paid.id = payment_id"
)
_OF_PAYMENT = f"{_BY_PAYMENT} WHERE paid.reference = %s"
_ENDING = f"{_BY_PAYMENT} WHERE paid.reference LIKE %s"
_EMAIL = "SELECT id FROM cases_case WHERE contact_email ILIKE %s"
_PHONE = "SELECT id FROM cases_case WHERE contact_phone = %s"
