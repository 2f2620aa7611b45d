"""How words read before they are used: the words to start from, the preview, the test."""

from html import unescape

import pytest

from support.desk.wordings.preview import file_draft
from support.notifications.models import Notification, Wording
from support.notifications.words.events import EVENTS
from support.notifications.words.overrides import forget_wordings
from support.notifications.words.rules import Draft, check_wording
from tests.desk.wordings import MAIL, SMS, SMS_WORDS, WORDS, may_write, text
from tests.factories import make_case, make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgetful():
    forget_wordings()
    yield
    forget_wordings()


@pytest.fixture
def author(agent):
    return may_write(agent)


@pytest.fixture
def page(author, desk):
    """A browser of somebody who may change wordings."""
    return desk


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("channel", ["email", "sms"])
def test_the_words_to_start_from_can_be_saved_as_they_are(event, language, channel):
    check_wording(file_draft(Draft(event, language, channel, "", "")))


def test_in_the_words_to_start_from_an_unknown_day_takes_no_other_sentence_with_it():
    lines = file_draft(Draft("waiting-bank", "zh-hans", "email", "", "")).body.split("\n")

    assert "{where_money_is}" in lines
    assert all(line.count("。") <= 1 for line in lines if "{" in line)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_in_the_words_to_start_from_a_caution_takes_no_other_sentence_with_it(language):
    lines = file_draft(Draft("incident-resolved", language, "email", "", "")).body.split("\n")

    assert "{caution}" in lines


def test_the_preview_shows_invented_words_or_those_of_a_case(page):
    case = make_case(customer=make_customer(name="Mock Birch"))

    invented = page.post(f"{MAIL}preview/", WORDS)
    real = page.post(f"{MAIL}preview/", WORDS | {"case": case.reference.lower()})
    unknown = page.post(f"{MAIL}preview/", WORDS | {"case": "CW-00000000"})

    assert "With invented words." in text(invented)
    assert "Dear Mock Alder," in text(invented)
    assert f"With the words of case {case.reference}." in text(real)
    assert "Dear Mock Birch," in text(real)
    assert "There is no such case." in text(unknown)
    assert not Wording.objects.exists()


def test_the_preview_says_what_a_case_leaves_out(page):
    case = make_case(customer=make_customer(name=""))

    shown = text(page.post(f"{MAIL}preview/", WORDS | {"case": case.reference}))

    assert "Left out here, because it is empty:Dear {customer_name}," in shown.replace("\n", "")


def test_a_preview_of_a_case_changes_nothing_of_its_customer(page):
    case = make_case(customer=make_customer(locale="en-GB"))

    page.post("/outbox/wordings/solution/zh-hans/email/preview/", WORDS | {"case": case.reference})

    case.customer.refresh_from_db()
    assert case.customer.locale == "en-GB"


def test_for_htmx_the_preview_is_a_part_and_without_scripts_the_whole_page(page):
    part = page.post(f"{MAIL}preview/", WORDS, headers={"HX-Request": "true"})
    whole = page.post(f"{MAIL}preview/", WORDS)

    assert part.text.lstrip().startswith("<section") or "<html" not in part.text
    assert "<html" in whole.text
    assert "Ours: {cause_sentence}" in whole.text


def test_the_preview_says_why_words_can_not_be_saved(page):
    response = page.post(f"{MAIL}preview/", WORDS | {"body": "{gone}"})

    assert "This can't be saved yet:" in text(response)
    assert "{gone} is not known for this message" in text(response)


def test_a_mail_is_shown_in_a_frame_that_can_do_nothing(page):
    response = page.post(
        f"{MAIL}preview/", WORDS | {"body": WORDS["body"] + "\n<script>x</script>"}
    )

    assert response.text.count('sandbox srcdoc="') == 2
    assert "<script>x" not in response.text
    assert "<script>x" not in unescape(response.text.split('srcdoc="')[1].split('"')[0])
    assert "'unsafe-inline'" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]


def test_an_sms_is_shown_with_segments_alphabet_and_cost(page, settings):
    settings.SMS_SEGMENT_PRICE = 2

    english = text(page.post(f"{SMS}preview/", SMS_WORDS))
    chinese = text(
        page.post(
            "/outbox/wordings/solution/zh-hans/sms/preview/",
            SMS_WORDS | {"body": "工单 {reference}\n{status_url}"},
        )
    )

    assert "1 part · GSM-7 alphabet" in english
    assert "With the longest words: 1 part." in english
    assert "Cost of this one:" in english
    assert "2 parts · UCS-2 alphabet" in chinese


def test_a_test_goes_to_its_author_with_the_typed_words(page, author):
    response = page.post(f"{MAIL}trial/", WORDS)

    sent = Notification.objects.get()
    assert (sent.address, sent.state, sent.wording) == ("amy@example.test", "queued", "test")
    assert sent.subject == "[Test] [CW-4T7KQ2MZ] We know why"
    assert sent.text.startswith("Dear Mock Alder,")
    assert 'class="button"' in sent.html
    assert "A test is on its way to amy@example.test." in text(response)
    assert "Ours: {cause_sentence}" in response.text
    assert not Wording.objects.exists()


def test_a_test_by_sms_goes_to_the_number_that_was_typed(page, author):
    refused = page.post(f"{SMS}trial/", SMS_WORDS | {"phone": "07700 900123"})
    response = page.post(f"{SMS}trial/", SMS_WORDS | {"phone": "+44 7700 900123"})

    assert refused.status_code == 422
    assert "Please give the number with its country" in text(refused)
    sent = Notification.objects.get()
    assert sent.address == "+447700900123"
    assert sent.text.startswith("Casewalk: [Test] CW-4T7KQ2MZ")
    assert "on its way to +447700900123" in text(response)


def test_a_test_of_broken_words_or_without_an_address_is_refused(page, author):
    broken = page.post(f"{MAIL}trial/", WORDS | {"body": "{gone}"})
    author.email = ""
    author.save()
    nowhere = page.post(f"{MAIL}trial/", WORDS)

    assert broken.status_code == nowhere.status_code == 422
    assert "{gone} is not known" in text(broken)
    assert "Your user has no e-mail address" in text(nowhere)
    assert not Notification.objects.exists()


def test_tests_are_bounded_by_the_hour(page, author, monkeypatch):
    monkeypatch.setattr("support.notifications.outbox.trials.MOST_AN_HOUR", 2)

    codes = [page.post(f"{MAIL}trial/", WORDS).status_code for _number in range(3)]

    assert codes == [200, 200, 422]
    assert Notification.objects.count() == 2
