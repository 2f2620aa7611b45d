"""A call, from the key c to the end of its case: walked to the bank, asked and ended by keys."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from support.cases.models import Case
from support.guidance.beginning import present_walk
from support.inquiries.models import Inquiry
from support.payments.models import Channel, Payment, PaymentReference
from tests.browser.looking import examine, fits, keep_picture
from tests.factories import make_customer, make_payment
from tests.inquiries.bank import make_bank
from tests.reference import load_guides, load_reference

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "The sender says it went out on Monday. My account is empty."
UETR = "97ed4827-7b6f-4491-a06f-b548d5a7512d"
MOST_TABS = 120


@pytest.fixture
def sent() -> Payment:
    """A payout that was sent three days ago on a channel that answers at once."""
    load_reference()
    load_guides()
    since = timezone.now() - timedelta(days=3)
    channel = Channel.objects.get(code="demo-cn-instant")
    customer = make_customer(name="Demo Zinnia", phone="+447700900123")
    payment = make_payment(
        reference="PAY-770077", channel=channel, currency=channel.currency, customer=customer,
        status="sent", status_since=since, initiated_at=since, created_at_text=since.isoformat(),
        failure_scheme="", failure_code="", failure_message="",
    )  # fmt: skip
    PaymentReference.objects.create(payment=payment, kind="uetr", value=UETR)
    return payment


def tab_to(page: Page, selector: str) -> None:
    """Go on with the Tab key until something is reached, as who has no mouse does."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    pytest.fail(f"Tab never reaches {selector}")


def open_by_call(page: Page, sought: str) -> None:
    page.goto("/")
    page.keyboard.press("c")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type(sought)
    page.keyboard.press("Enter")


def answer(page: Page, asked: str, digit: str) -> None:
    expect(page.locator("#guide [data-step], #guide .step").first).to_contain_text(asked)
    page.keyboard.press(digit)
    page.keyboard.press("Enter")


def ask_bank(page: Page) -> None:
    """Ask the first bank of the list by its letter, by keys alone."""
    tab_to(page, '#inquiry a[href*="?bank"]')
    page.keyboard.press("Enter")
    expect(page.locator("#bank")).to_be_focused()
    page.keyboard.press("ArrowDown")
    tab_to(page, "#ask-bank .primary")
    page.keyboard.press("Enter")
    expect(page.locator("#ask-end")).to_be_focused()
    tab_to(page, "#ask-bank [name=shown]")
    page.keyboard.press("Enter")


# What is read on the way: the guide, four questions, the outcome, the inquiry, twice of the end.
READ = {
    "en": [
        "Sent but not received", "Do name and account match", "Get the reference",
        "What does the payee's bank say", "Ask our bank where the payment is",
        "Payout overdue, our bank is looking for it", "Answer due",
        "End the case and send this", "Reopen",
    ],
    "zh-hans": [
        "已汇出但未收到", "户名与账号是否与收款人所说一致", "取得收款银行可查询的流水号",
        "收款银行按该流水号怎么说", "向我方银行查询款项去向",
        "出款逾期，我方银行正在查询", "答复截止", "结束工单并发送", "重新打开",
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_call_is_found_walked_to_the_bank_and_ended_by_keyboard_alone(
    desk: Callable[..., Page], sent: Payment, language: str
):
    make_bank()
    guide, *questions, found, asked, end, done = READ[language]
    page = desk(locale=language, viewport={"width": 1280, "height": 720})

    open_by_call(page, UETR.upper())
    expect(page.locator("#id_words")).to_be_focused()
    expect(page.locator("main")).to_contain_text("PAY-770077")
    page.keyboard.type(WORDS)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/cases/CW-*/")
    expect(page.locator("#stream")).to_contain_text(WORDS)
    expect(page.locator("#guide")).to_contain_text(guide)

    for question in questions:
        answer(page, question, "1")
    expect(page.locator("#guide")).to_contain_text(found)
    keep_picture(page, f"call-outcome-{language}")
    tab_to(page, "#step-note")
    page.keyboard.type("Inquiry 4711 at the bank's desk.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#strip .status-waiting_bank")).to_be_visible()

    case = Case.objects.get()
    walk = present_walk(case)
    assert walk is not None
    assert (walk.version.tree.slug, walk.state) == ("sent-not-received", "concluded")
    assert (case.cause and case.cause.slug, case.status) == ("payout_being_traced", "waiting_bank")

    ask_bank(page)
    expect(page.locator("#inquiry .course")).to_contain_text(asked)
    keep_picture(page, f"call-inquiry-{language}")
    inquiry = Inquiry.objects.get()
    assert (inquiry.case, inquiry.bank.slug, inquiry.answer) == (case, "tarnfield", "")

    page.reload()
    tab_to(page, "#strip details.menu:has(#resolution-note) > summary")
    page.keyboard.press("Enter")
    tab_to(page, "#strip input[name=ending]")
    page.keyboard.press("Space")
    tab_to(page, "#resolution-note")
    page.keyboard.type("The bank proved the credit.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#strip")).to_contain_text(end)
    keep_picture(page, f"call-end-{language}")
    tab_to(page, "#resolution-note")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#strip")).to_contain_text(done)
    keep_picture(page, f"call-ended-{language}")

    case.refresh_from_db()
    assert case.is_done


def test_a_caller_is_found_by_the_number_and_their_payment_is_chosen_by_keys_without_scripts(
    desk: Callable[..., Page], sent: Payment
):
    page = desk(java_script_enabled=False)
    page.goto("/cases/new/")

    page.locator("#find").focus()
    page.keyboard.type("07700 900123")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="PAY-770077").focus()
    page.keyboard.press("Enter")
    page.locator("#id_words").focus()
    page.keyboard.type(WORDS)
    page.locator(".write-end button").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#stream")).to_contain_text(WORDS)
    assert Case.objects.get().payment == sent


LOOKS = [
    ("en", "light", 1440, 900), ("en", "dark", 390, 844), ("en", "light", 1280, 720),
    ("zh-hans", "light", 1280, 720), ("zh-hans", "dark", 1440, 900), ("zh-hans", "light", 390, 844),
]  # fmt: skip


@pytest.mark.parametrize(("language", "scheme", "width", "height"), LOOKS)
def test_axe_finds_nothing_on_the_way_of_a_call(
    desk: Callable[..., Page], sent: Payment, language: str, scheme: str, width: int, height: int
):
    look: dict[str, Any] = {"color_scheme": scheme, "viewport": {"width": width, "height": height}}
    page = desk(locale=language, **look)
    ways = {
        "queue": "/",
        "find": "/cases/new/",
        "found": "/cases/new/?who=Zinnia",
        "nobody": "/cases/new/?who=nobody+we+know",
        "payment": "/cases/new/?payment=PAY-770077&who=Zinnia",
        "stranger": "/cases/new/?stranger=1&who=Mock+Rowan",
    }
    for name, address in ways.items():
        page.goto(address)
        found = examine(page)
        assert found.violations_count == 0, found.generate_report()
        assert fits(page)
        keep_picture(page, f"call-{name}-{language}-{scheme}-{width}")
