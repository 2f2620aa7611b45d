"""What customers write on their page: heard once, within bounds, and shown to them alone."""

import logging
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support.cases.links import revoke_link
from support.cases.merging.services import merge_cases
from support.cases.models import Case, Status
from support.cases.services import add_note, record_words, send_reply
from support.cases.taking.snoozing import snooze_case
from support.files.models import StoredFile
from support.portal.writing.services import Written
from tests.factories import NOW, make_agent, sign_in
from tests.portal.world import address_of, case_of, make_cause, make_message
from tests.portal.writing import key_in, upload, write
from tests.stored.making import lie_in

pytestmark = pytest.mark.django_db
CARD = "4111 1111 1111 1111"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    return lie_in(tmp_path, monkeypatch)


def test_what_they_write_is_their_words_in_the_case_and_on_their_page(client):
    case = case_of(status=Status.WAITING_CUSTOMER)

    answer = write(client, case, "My bank says no.\r\nWhat now?", file=upload())

    page = client.get(answer["Location"].partition("#")[0])
    assert answer["Location"] == f"{address_of(case)}?lang=en&sent=1#sent"
    message = case.messages.get()
    assert (message.kind, message.author, message.medium) == ("incoming", None, "page")
    assert message.body == "My bank says no.\nWhat now?"
    assert [row.name for row in message.files.all()] == ["proof.pdf"]
    line = case.events.get(kind="received")
    assert (line.actor, line.values) == (None, {"medium": "page"})
    case.refresh_from_db()
    assert (case.status, case.heard_at) == (Status.OPEN, timezone.now())
    assert "Thank you. We have what you sent us on 18 November 2026, 19:00." in page.text
    assert "1 file came with it." in page.text
    assert "My bank says no.\nWhat now?</p>" in page.text
    assert "proof.pdf" in page.text
    assert "We have your message" not in client.get(address_of(case)).text


def test_agents_see_that_it_came_by_the_page_and_that_it_is_our_turn(client):
    case = case_of(status=Status.WAITING_CUSTOMER)
    write(client, case, "Here it is.", file=upload())
    row = StoredFile.objects.get()

    desk = sign_in(Client(), make_agent())
    shown = desk.get(f"/cases/{case.reference}/").text
    queue = desk.get("/", {"view": "replied"}).text

    assert '<span class="badge">On their status page</span>' in shown
    assert f"/files/{row.pk}/" in shown
    assert case.reference in queue
    assert "Here it is." in queue


def test_they_say_that_they_have_done_it_with_a_word_or_without(client):
    cause = make_cause(customer_message_en="Please add another account.")
    case = case_of(status=Status.WAITING_CUSTOMER, cause=cause)
    assert 'name="done"' in client.get(address_of(case)).text

    write(client, case, "", done="1")

    assert case.messages.get().body == "I have done it."
    case.refresh_from_db()
    assert case.status == Status.OPEN
    assert 'name="done"' not in client.get(address_of(case)).text
    write(client, case, "The new one ends in 7731.", done="1")
    last = case.messages.last()
    assert last.body == "I have done it.\n\nThe new one ends in 7731."


def test_who_pressed_a_button_without_a_word_is_not_thanked_for_what_they_wrote(client):
    asked = case_of(status=Status.WAITING_CUSTOMER)
    ended = case_of(status=Status.RESOLVED, ending="no_answer")

    def told(case, words, **pressed):
        return client.get(write(client, case, words, **pressed)["Location"]).text

    done = told(asked, "", done="1")
    unsolved = told(ended, "", unsolved="1")
    worded = told(asked, "The new one ends in 7731.", done="1")

    assert "Thank you. We have noted that you have done it." in done
    assert "Thank you. We have noted that something is still wrong." in unsolved
    for page in (done, unsolved):
        assert "Somebody on our team will read it." not in page
        assert "Thank you. We have what you sent us" not in page
    assert "Thank you. We have what you sent us" in worded


def test_in_chinese_they_read_and_say_it_in_chinese(client):
    case = case_of(locale="zh-CN", status=Status.WAITING_CUSTOMER)
    address = address_of(case)
    once = key_in(client.get(address).text)

    answer = client.post(f"{address}messages/?lang=zh-hans", {"once": once, "body": "还没有到账。"})

    page = client.get(answer["Location"]).text
    assert '<html lang="zh-Hans">' in page
    assert "还没有到账。" in page
    empty = client.post(f"{address}messages/?lang=zh-hans", {"once": key_in(page), "body": ""})
    assert 'lang="zh-Hans"' in empty.text


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_an_answer_takes_up_again_what_was_done(client, status):
    case = case_of(status=status, ending="no_answer")

    write(client, case, "I was away.")

    case.refresh_from_db()
    assert (case.status, case.ending) == (Status.OPEN, "")
    assert case.events.filter(kind="reopened").count() == 1


def test_an_answer_wakes_what_was_put_off(client):
    case = case_of(status=Status.WAITING_CUSTOMER)
    snooze_case(case, until=NOW + timedelta(days=2), now=NOW, actor=make_agent())

    write(client, case)

    case.refresh_from_db()
    assert not case.is_snoozed
    assert case.status == Status.OPEN


def test_of_a_merged_case_the_kept_one_hears_it(client):
    kept = case_of(status=Status.WAITING_CUSTOMER)
    merged = case_of(customer=kept.customer)
    address = address_of(merged)
    merge_cases(kept, merged, now=NOW, actor=make_agent(), reason="The same")
    once = key_in(client.get(address).text)

    client.post(f"{address}messages/", {"once": once, "body": "Both?"})

    assert [message.body for message in kept.messages.all()] == ["Both?"]
    kept.refresh_from_db()
    assert kept.status == Status.OPEN
    assert "Both?" in client.get(address).text
    assert "Both?" not in client.get(address_of(kept)).text


def test_they_read_nothing_that_colleagues_wrote_or_that_came_another_way(client):
    case, agent = case_of(), make_agent()
    add_note(case, "Agents only: a note", now=NOW, actor=agent)
    record_words(case, "Agents only: heard", medium="phone", now=NOW, actor=agent)
    send_reply(case, "Not sent yet", now=NOW, actor=agent, context={})
    write(client, case, "By this link")

    page = client.get(address_of(case)).text
    revoke_link(case, timezone.now())
    anew = client.get(address_of(case)).text

    assert "By this link" in page
    for hidden in ("Agents only", "Not sent yet", agent.username):
        assert hidden not in page
    assert "By this link" not in anew


def test_what_is_shown_is_in_the_order_of_time(client, later):
    case = case_of()
    make_message(case, 30, text="Ours, first")
    write(client, case, "Theirs")
    make_message(case, 90, text="Ours, last")

    page = client.get(address_of(case)).text

    places = [page.index(words) for words in ("Ours, last", ">Theirs<", "Ours, first")]
    assert places == sorted(places)


def test_by_when_we_answer_is_said_where_a_clock_stands_behind_it(client):
    case = case_of()
    Case.objects.update(first_answered_at=NOW)

    answer = write(client, case)

    case.refresh_from_db()
    due = timezone.localtime(case.next_answer_due_at, timezone.get_fixed_timezone(480))
    page = client.get(answer["Location"].partition("#")[0]).text
    assert f"You will hear from us by {due.day} {due:%B %Y}, {due:%H:%M} (Beijing time)" in page
    Case.objects.update(silent_since=NOW)
    assert "at the latest" not in client.get(answer["Location"].partition("#")[0]).text


def test_a_card_number_is_not_kept_and_a_number_of_ours_is(client):
    case = case_of(payment={"reference": CARD.replace(" ", "")})
    names = case.payment.reference

    write(client, case, f"My card is 5500 0000 0000 0004, about {names}.")

    assert case.messages.get().body == f"My card is ****0004, about {names}."
    assert case.events.get(kind="masked").values == {
        "where": "words", "masked": [{"kind": "card", "end": "0004"}],
    }  # fmt: skip
    page = client.get(address_of(case)).text
    assert "A card number ending in 0004 was masked." in page
    assert "5500" not in page


def test_markup_stays_text_and_signs_that_nothing_stores_are_left_out(client):
    case = case_of()

    write(client, case, "<script>alert(1)</script>\0")

    page = client.get(address_of(case)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert page.count("<script") == 1


def test_nothing_of_it_reaches_the_logs(client, caplog):
    case = case_of()
    caplog.set_level(logging.DEBUG)

    write(client, case, "Secret words", file=upload(name="secret name.pdf"))
    write(client, case, "Secret words", file=upload(b"MZ\x90\0", "secret name.exe"))

    for secret in ("Secret words", "secret name"):
        assert secret not in caplog.text


def test_the_page_asks_as_often_for_twenty_posts_as_for_one_and_writing_as_often_each_time(client):
    few, many = case_of(), case_of()
    pages, posts = [], []
    for case, number in ((few, 1), (many, 10)):
        for _post in range(number):
            address = address_of(case)
            given = {"once": key_in(client.get(address).text), "body": "x", "file": upload()}
            with CaptureQueriesContext(connection) as asked:
                assert client.post(f"{address}messages/", given).status_code == 302
            posts.append(len(asked))
        with CaptureQueriesContext(connection) as asked:
            client.get(address_of(case))
        pages.append(len(asked))

    assert pages[0] == pages[1]
    assert len({*posts[2:]}) == 1


def test_what_was_masked_can_not_be_guessed_from_what_is_kept(settings):
    written = Written(key=uuid.uuid4(), words=CARD)
    first = written.digest
    settings.SECRET_KEY = "another"

    assert written.digest != first
