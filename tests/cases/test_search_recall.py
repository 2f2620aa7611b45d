"""Everything that is planted is found: whatever is known or was said, in both languages."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from support.cases.models import Case, CaseEvent, log
from support.cases.search.asking import read
from support.cases.search.finding import find
from support.cases.search.indexing import take_in_changes
from support.cases.search.showing import rows_of
from support.cases.services import add_note, change_status, record_words, send_reply
from support.payments.models import PaymentReference
from support.payments.references.quoting import LABELS
from tests.factories import NOW, make_agent, make_case, make_channel, make_customer, make_payment
from tests.reference import article_tree, load_causes, publish
from tests.sampling import share
from troubleshooting.causes.models import Cause
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.models import Walk, WalkAnswer

pytestmark = pytest.mark.django_db

ZH = ["斑马", "长颈鹿", "犀牛", "饕餮"]
EN = ["zebra", "giraffe", "quokka", "narwhal"]
Needle = tuple[str, Case]


@pytest.fixture
def agent() -> User:
    return make_agent(first_name="Ada", last_name="Moss")


@pytest.fixture
def needles(agent: User) -> list[Needle]:
    """Plant eight cases, four in each language, and return what has to find each."""
    load_causes(settings.BASE_DIR / "fixtures" / "causes.csv")
    version = publish(article_tree())
    causes = list(Cause.objects.order_by("slug")[:8])
    planted = 0
    found: list[Needle] = []
    for number, word in enumerate([*ZH, *EN]):
        case = plant(number, word, causes[number])
        say(case, word, agent, version)
        asked = list(asked_for(number, word, causes[number], case))
        planted += len(asked)
        # Of the four cases in one language each is asked for in other ways, together in all.
        found += [(needle, case) for needle in share(asked, number, 4)]
    take_in_changes()
    assert planted >= 400
    return found


def plant(number: int, word: str, cause: Cause) -> Case:
    chinese = word in ZH
    name = f"李{word}" if chinese else f"Mock {word.title()}son"
    phone = f"+86138{number:02}001{number:02}7" if chinese else f"+4477009{number:02}{number:02}3"
    email = f"{'k' if chinese else 'c'}.{number}x@post{number}.example"
    customer = make_customer(name=name, email=email, phone=phone)
    payment = make_payment(
        customer=customer,
        channel=CHANNELS[number % 2](),
        reference=f"PAY-Q{number:02}77{number:02}X",
        amount=Decimal(f"{1000 + number * 37}.50"),
        counterparty_name=f"Payee {word}",
    )
    PaymentReference.objects.bulk_create(
        PaymentReference(payment=payment, kind=kind, value=f"{kind[:3]}{number:02}-9f{at}b{number}")
        for at, kind in enumerate(LABELS)
    )
    return make_case(payment=payment, subject=f"No {word} money", cause=cause, tags=[f"t{word}"])


CHANNELS = [make_channel, lambda: make_channel(name_zh="云杉银行", name_en="Spruce Bank")]


def say(case: Case, word: str, agent: User, version: TreeVersion) -> None:
    """Say something of every kind; each has a word of its own."""
    by = {"now": NOW, "actor": agent}
    record_words(case, f"{'x ' * 9_000}收到{word}甲in-{word}", medium="chat", **by)
    add_note(case, f"备注{word}乙 note{word}", **by)
    send_reply(case, f"回复{word}丙 reply{word}", context={}, **by)
    change_status(case, "waiting_bank", note=f"因为{word}丁 why{word}", **by)
    log(case, CaseEvent.Kind.CONTACT, now=NOW, changes=[["name", f"Oldname{word}", "New"]])
    walk = Walk.objects.create(version=version, subject=case.reference, facts_read_at=NOW,
                               started_at=NOW)  # fmt: skip
    WalkAnswer.objects.create(
        walk=walk, number=1, node="n", source="agent", answered_at=NOW, kind="skipped",
        note=f"guidenote{word}", reason=f"理由{word}戊",
    )  # fmt: skip


def asked_for(number: int, word: str, cause: Cause, case: Case) -> Iterator[str]:
    assert case.payment
    bare, phone = case.reference.removeprefix("CW-"), case.customer.phone
    national = phone[3:]
    yield from (case.reference, bare.lower(), f"cw {bare[:4]}-{bare[4:]}")
    yield from (
        case.payment.reference,
        case.payment.reference.lower(),
        f"Q{number:02}77{number:02}X",
    )
    for at, kind in enumerate(LABELS):
        value = f"{kind[:3]}{number:02}-9f{at}b{number}"
        yield from (value, value.replace("-", "").upper())
    yield from (
        phone,
        f"0{national}",
        f"00{phone[1:3]} {national[:4]} {national[4:]}",
        national[-7:],
    )
    yield "".join(chr(ord(one) + 0xFEE0) if one.isdigit() else one for one in f"0{national}")
    email = case.customer.email
    yield from (email, email.upper(), email.split("@")[0])
    yield from (f"@post{number}.example", f"post{number}.example")
    yield from (case.customer.name, f"Oldname{word}", f"t{word}", f"tag:t{word}")
    amount = case.payment.amount
    yield from (f"{amount:,.2f}", f"{amount:.2f}", f"{amount:.4f} GBP")
    yield from (
        f"{word} cause:{cause.slug}",
        f'{word} 原因:"{cause.name_zh}"',
        f"{word} {cause.name_en}",
    )
    yield from (word, word[:2] if word in ZH else word[:4], f"“No {word} money”", f"{word} money")
    for said in ("收到{}甲", "备注{}乙", "回复{}丙", "因为{}丁", "理由{}戊", "{}甲", "{}戊 {}乙"):
        yield said.format(word, word)
    yield from (f"in-{word}", f"note{word}", f"reply{word}", f"why{word}", f"guidenote{word}")
    yield f"{word} 云杉" if number % 2 else f"{word} status:waiting_bank assignee:“Ada Moss”"


def test_every_needle_is_found_and_marked(needles: list[Needle], agent: User):
    lost, unmarked = [], []
    for needle, case in needles:
        asked = read(needle)
        rows = find(asked, Case.objects.all(), asker=agent).rows
        if case not in rows:
            lost.append(needle)
        elif asked.terms and number_of(case) % 4 == 0:  # each is shown in the same way
            (row,) = rows_of([case], asked)
            texts = [
                row.reference,
                row.subject,
                row.customer,
                *(place.text for place in row.places),
            ]
            if not any("<mark>" in text for text in texts):
                unmarked.append(needle)

    assert lost == []
    assert unmarked == []


def number_of(case: Case) -> int:
    assert case.payment
    return int(case.payment.reference[5:7])
