"""What customers write on their page: heard once, within bounds, and shown to them alone."""

import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support.cases.links import link_for, revoke_link
from support.cases.merging.services import merge_cases
from support.cases.models import Case, Message, Status
from support.cases.services import add_note, record_words, send_reply
from support.cases.taking.snoozing import snooze_case
from support.files.models import StoredFile
from support.portal.models import Post
from support.portal.writing import services
from tests.factories import NOW, make_agent, sign_in
from tests.portal.world import address_of, case_of, make_cause, make_message
from tests.stored.making import lie_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 proof"
CARD = "4111 1111 1111 1111"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    return lie_in(tmp_path, monkeypatch)


@pytest.fixture
def later(monkeypatch):
    """Let the time pass of which the page knows."""

    def pass_by(**time):
        moment = timezone.now() + timedelta(**time)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return pass_by


def upload(content=PDF, name="proof.pdf"):
    return SimpleUploadedFile(name, content)


def key_in(page):
    return re.search(r'name="once" value="([^"]+)"', page)[1]


def write(client, case, body="It has not arrived.", **given):
    """Fill in the form of the page that is open now and send it."""
    address = address_of(case)
    once = given.pop("once", None) or key_in(client.get(address).text)
    return client.post(f"{address}messages/", {"once": once, "body": body, **given})


def refusal_in(answer):
    found = re.search(r'class="refusal" role="alert">.*?<span>(.*?)</span>', answer.text, re.DOTALL)
    return found[1] if found else ""


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
    assert "We have your message of 18 November 2026, 19:00." in page.text
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


def test_the_same_form_twice_is_one_message(client):
    case = case_of()
    once = key_in(client.get(address_of(case)).text)

    first, second = (
        write(client, case, "Once.", once=once, file=upload()) for _press in ("one", "two")
    )

    assert first["Location"] == second["Location"]
    assert case.messages.count() == Post.objects.count() == StoredFile.objects.count() == 1


def test_other_words_under_a_key_that_was_used_are_kept_and_not_sent(client):
    case = case_of()
    once = key_in(client.get(address_of(case)).text)
    write(client, case, "Once.", once=once)

    answer = write(client, case, "Once, and more.", once=once)

    assert answer.status_code == 422
    assert refusal_in(answer).startswith("We have what you sent before, at 19:00.")
    assert ">Once, and more.</textarea>" in answer.text
    write(client, case, "Once, and more.", once=key_in(answer.text))
    assert [message.body for message in case.messages.all()] == ["Once.", "Once, and more."]


def test_two_that_come_at_once_under_one_key_are_one(client, monkeypatch, folder):
    case = case_of()
    link = link_for(case, NOW)
    once = key_in(client.get(address_of(case)).text)
    other = services.Written(key=once.split(":")[1], words="Once.", uploads=[upload()])
    kept = services.as_kept

    def overtaken(text):
        """The other press comes through once this one has found no post under its key."""
        monkeypatch.setattr(services, "as_kept", kept)
        services.write(link, other, now=timezone.now())
        return kept(text)

    monkeypatch.setattr(services, "as_kept", overtaken)
    answer = write(client, case, "Once.", once=once, file=upload())

    assert answer.status_code == 302
    assert case.messages.count() == Post.objects.count() == 1
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("once", ["", "nonsense", "1:2:3"])
def test_a_form_that_is_none_of_ours_keeps_the_words_and_sends_nothing(client, once):
    case = case_of()
    address = address_of(case)

    answer = client.post(f"{address}messages/", {"once": once, "body": "Typed for long."})

    assert answer.status_code == 422
    assert refusal_in(answer).startswith("This page had been open for long.")
    assert ">Typed for long.</textarea>" in answer.text
    assert not case.messages.exists()


def test_a_form_of_another_link_or_of_yesterday_is_sent_once_more(client):
    case, other = case_of(), case_of()
    foreign = key_in(client.get(address_of(other)).text)
    refused = write(client, case, "Mine.", once=foreign, file=upload())
    assert "Please choose your files again." in refusal_in(refused)

    with time_machine.travel(timedelta(hours=-25)):
        old = key_in(client.get(address_of(case)).text)
    refused = write(client, case, "Mine.", once=old)

    assert refusal_in(refused).startswith("This page had been open for long.")
    assert write(client, case, "Mine.", once=key_in(refused.text)).status_code == 302
    assert case.messages.count() == 1


def test_no_cookie_and_no_token_of_ours_is_asked_for(settings):
    case, strict = case_of(), Client(enforce_csrf_checks=True)

    answer = write(strict, case, headers={"Origin": "null"})

    assert answer.status_code == 302
    assert not strict.cookies


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"body": " \n "}, "Please write something first."),
        ({"body": "字" * 5_001}, "Your message has 5,001 characters, and we can take 5,000."),
        ({"file": [upload()] * 6}, "A message takes 5 files at most."),
        ({"file": upload(b"MZ\x90\0", "tool.exe")}, "tool can&#x27;t be taken: PDF"),
        ({"file": upload(b"")}, "proof is empty."),
    ],
)
def test_what_can_not_be_taken_says_why_and_loses_no_word(client, folder, given, words):
    case = case_of()
    given = {"body": "My words <b>", **given}

    answer = write(client, case, **given)

    assert answer.status_code == 422
    assert refusal_in(answer).startswith(words)
    assert ("Please choose your files again." in refusal_in(answer)) is ("file" in given)
    kept = given["body"].replace("<", "&lt;").replace(">", "&gt;")
    assert f">{kept}</textarea>" in answer.text
    assert not case.messages.exists()
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_five_thousand_characters_are_taken_however_lines_end(client):
    case = case_of()

    assert write(client, case, "一\r\n" * 2_500).status_code == 302


def test_ten_posts_an_hour_and_then_it_says_when_again(client, later):
    case = case_of()
    for number in range(10):
        assert write(client, case, f"Number {number}").status_code == 302
        later(minutes=1)

    refused = write(client, case, "One more")
    assert refusal_in(refused) == (
        "We have all that you wrote within the last hour. You can write again at 20:00."
    )
    assert ">One more</textarea>" in refused.text
    later(minutes=50)
    assert write(client, case, "One more").status_code == 302
    assert write(client, case_of(), "Another's").status_code == 302


def test_a_link_takes_so_many_files_in_all(client, monkeypatch):
    monkeypatch.setattr(services, "MOST_FILES", 2)
    case = case_of()
    write(client, case, file=[upload(), upload()])

    refused = write(client, case, file=upload())

    assert refusal_in(refused).startswith("We have 2 files of yours, and this page takes 2 in all.")
    assert write(client, case, "Without one").status_code == 302
    assert StoredFile.objects.count() == 2


def test_a_form_that_can_not_be_read_is_answered_kindly(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    case = case_of()

    large = client.post(f"{address_of(case)}messages/", {"body": "x" * 2_000})
    broken = client.post(f"{address_of(case)}messages/", b"--x", content_type="multipart/form-data")

    for answer in (large, broken):
        assert answer.status_code == 422
        assert refusal_in(answer)


@pytest.mark.parametrize("ends", ["revoked", "expired", "unknown"])
def test_by_a_link_that_has_ended_nothing_is_said_and_nothing_kept(client, ends, later):
    case = case_of()
    address = address_of(case)
    once = key_in(client.get(address).text)
    if ends == "revoked":
        revoke_link(case, timezone.now())
    elif ends == "expired":
        later(days=90)
    else:
        address = "/s/nothing/"

    answer = client.post(f"{address}messages/", {"once": once, "body": "Too late"})

    assert answer.status_code == (404 if ends == "unknown" else 410)
    assert answer.text == client.get(address).text
    assert not Message.objects.exists()


def test_who_opens_the_address_of_the_form_is_led_to_the_page(client):
    case = case_of()

    answer = client.get(f"{address_of(case)}messages/")

    assert answer["Location"] == f"{address_of(case)}?lang=en"
    assert answer["Cache-Control"] == "private, no-store"


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
    assert f"You hear from us by {due.day} {due:%B %Y}, {due:%H:%M} at the latest." in page
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
