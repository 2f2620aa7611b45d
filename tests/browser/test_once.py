"""One deed and no lost word: lost answers, sessions that end, tokens that age, tabs that close."""

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from support.cases.models import Message
from support.guidance.models import AppliedOutcome
from support.notifications.models import Notification
from tests.browser.test_outcome import at_outcome
from tests.factories import make_agent, make_case

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "correct horse battery staple"


def open_case(desk, case, **options):
    page = desk(**options)
    page.goto(f"/cases/{case.reference}/")
    return page


def write(page, words="The bank has it."):
    page.locator("#reply-body").fill(words)


def send(page):
    page.get_by_role("button", name="Send to the customer").click()


def test_two_presses_send_once(desk):
    case = make_case()
    page = open_case(desk, case)
    write(page)

    page.get_by_role("button", name="Send to the customer").dblclick()

    expect(page.locator("#stream")).to_contain_text("The bank has it.")
    assert Message.objects.count() == 1


# Five tabs that send the same form at once, as a browser that lost its patience does.
SEND_FIVE = """async selector => {
    const form = document.querySelector(selector);
    const send = () => fetch(form.action, {
        method: "POST", headers: { "HX-Request": "true" },
        body: new URLSearchParams(new FormData(form)),
    });
    const answers = await Promise.all([1, 2, 3, 4, 5].map(send));
    return answers.map(answer => [answer.status, answer.headers.get("Idempotency-Replayed")]);
}"""


def test_two_presses_and_five_posts_at_once_apply_an_outcome_once(desk):
    twice, five = at_outcome(), at_outcome()
    page = open_case(desk, twice)
    page.locator("#guide [data-apply]").dblclick()
    expect(page.get_by_text("This outcome was applied.")).to_be_visible()
    page.goto(f"/cases/{five.reference}/")

    answers = page.evaluate(SEND_FIVE, "#outcome-form")

    assert [status for status, _replayed in answers] == [200] * 5
    assert [replayed for _status, replayed in answers].count(None) == 1
    applied = AppliedOutcome.objects.values_list("case", flat=True)
    assert sorted(applied) == sorted([twice.pk, five.pk])
    assert Notification.objects.filter(event="solution").count() == 4  # e-mail and SMS of each


def test_five_replies_at_once_are_one(desk):
    case = make_case()
    page = open_case(desk, case)
    write(page)

    answers = page.evaluate(SEND_FIVE, "#composer form")

    assert [status for status, _replayed in answers] == [200] * 5
    assert Message.objects.count() == 1


def test_a_lost_answer_is_asked_for_again_and_the_page_says_what_is_known(desk):
    case = make_case()
    page = open_case(desk, case)
    lost = []

    def lose_the_first(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch())  # it arrived and was done
        route.abort()

    page.route("**/reply/", lose_the_first)
    write(page)
    send(page)
    expect(page.locator("#trouble")).to_contain_text("No answer came. We try again")
    assert "nothing was changed" not in page.locator("#trouble").inner_text()

    expect(page.locator("#toast")).to_contain_text("already. It was not done a second time.")
    expect(page.locator("#reply-body")).to_have_value("")
    assert Message.objects.count() == 1


def test_a_session_that_ended_asks_in_place_and_the_press_goes_through(desk):
    case = make_case()
    page = open_case(desk, case)
    agent = make_agent("zed")  # so that amy is not the only one
    write(page)
    amy = User.objects.get(username="amy")
    amy.set_password(PASSWORD)
    amy.save()
    Session.objects.all().delete()
    send(page)
    expect(page.get_by_role("dialog", name="You were signed out")).to_be_visible()
    page.get_by_label("Password for amy").fill("wrong")
    page.get_by_role("button", name="Sign in and go on").click()
    expect(page.locator("#signed-out [role=alert]")).not_to_be_empty()
    expect(page.locator("#reply-body")).to_have_value("The bank has it.")
    page.get_by_label("Password for amy").fill(PASSWORD)
    page.get_by_role("button", name="Sign in and go on").click()

    expect(page.locator("#stream")).to_contain_text("The bank has it.")
    assert Message.objects.get().author == amy != agent


def test_an_aged_token_is_no_matter(desk):
    case = make_case()
    page = open_case(desk, case)
    write(page)
    page.evaluate(
        "for (const field of document.querySelectorAll('[name=csrfmiddlewaretoken]'))"
        " field.value = 'a'.repeat(64)"
    )

    send(page)

    expect(page.locator("#stream")).to_contain_text("The bank has it.")
    assert Message.objects.count() == 1


def test_a_closed_tab_loses_no_word_and_what_was_sent_is_not_sent_again(desk):
    case = make_case()
    page = open_case(desk, case)
    write(page, "Half a sen")
    window = page.context
    page.close()

    page = window.new_page()
    page.goto(f"/cases/{case.reference}/")
    expect(page.locator("#reply-body")).to_have_value("Half a sen")
    page.route("**/reply/", lambda route: (route.fetch(), route.abort()))
    with page.expect_event("requestfailed"):
        send(page)
    page.close()
    page = window.new_page()
    page.goto(f"/cases/{case.reference}/")
    expect(page.locator("#reply-body")).to_have_value("Half a sen")
    send(page)

    expect(page.locator("#toast")).to_contain_text("already")
    assert Message.objects.count() == 1


def test_what_will_be_masked_stands_below_what_is_written_and_goes_with_it(desk):
    case = make_case()
    page = open_case(desk, case)
    told = page.locator("#reply-masked")
    write(page, "Your card 4242 4242 4242 4242")

    expect(told).to_contain_text("A card number ending in 4242 will be masked.")
    expect(page.locator("#reply-body")).to_have_value("Your card 4242 4242 4242 4242")
    write(page, "Your card")
    expect(told).not_to_contain_text("masked")
    write(page, "Your card 4242 4242 4242 4242")
    expect(told).to_contain_text("A card number ending in 4242 will be masked.")
    send(page)

    stream = page.locator("#stream")
    expect(stream).to_contain_text("A card number ending in 4242 was masked in this reply.")
    expect(stream).to_contain_text("Your card ****4242")
    assert Message.objects.get().body == "Your card ****4242"
