"""The block of a payment's source in a browser: looked up, asked for, confirmed by another."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from support.operations.money.asking import ask_step
from support.operations.money.models import MoneyStep, State
from support.operations.money.sending import send_orders
from tests.browser.looking import examine, fits, settle
from tests.factories import make_agent
from tests.intake.looking.conftest import book, loopback_allowed, simulator
from tests.operations.money.steps import AGAIN, failed_case, look

__all__ = ["book", "loopback_allowed", "simulator"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_payment_is_looked_up_and_sent_again_by_two(desk, simulator, book):
    case = failed_case(book)
    page = desk()
    User.objects.update(is_superuser=True)
    page.goto(reverse("case", args=[case.reference]))
    block = page.locator("#money")

    block.get_by_role("button", name="Look up now").click()
    expect(block).to_contain_text("It is being asked…")
    look(timezone.now())
    expect(block).to_contain_text("failed")  # the block comes back for it by itself
    page.goto(reverse("case", args=[case.reference]) + "#send-again")  # as an outcome points there
    block.get_by_role("button", name="Send again").click()
    expect(block).to_contain_text("The source is being asked")
    look(timezone.now())
    expect(block).to_contain_text("A lead who did not ask for it has to confirm it.")

    MoneyStep.objects.update(asked_by=make_agent("zoe"))
    page.reload()
    block.get_by_role("button", name="Confirm").click()
    expect(block).to_contain_text("Confirmed")
    send_orders()
    expect(block).to_contain_text("Taken by the source")
    step = MoneyStep.objects.get()
    assert (step.state, book.ordered()) == (State.DONE, [step.key])


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("en", "dark", 1280), ("zh-hans", "light", 390)]
)
def test_the_block_has_nothing_against_it(desk, simulator, book, language, scheme, width):
    page = desk(color_scheme=scheme, locale=language, viewport={"width": width, "height": 900})
    User.objects.update(is_superuser=True)
    waits, fresh = failed_case(book), failed_case(book)
    ask_step(waits, AGAIN, actor=make_agent("zoe"), now=timezone.now())
    look(timezone.now())

    for path in (
        *(reverse("case", args=[case.reference]) for case in (waits, fresh)),
        reverse("source", args=["bank"]),
    ):
        page.goto(path)
        settle(page)
        for details in page.locator("#money details > summary").all():
            details.click()
        found = examine(page)
        assert found.violations_count == 0, (path, found.generate_report())
        assert fits(page), path
