"""What is not taken of what customers write, once or at all, and that no word of it is lost."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from support.cases.links import link_for, revoke_link
from support.cases.models import Message
from support.files.models import StoredFile
from support.portal.models import Post
from support.portal.writing import services
from tests.factories import NOW
from tests.portal.world import address_of, case_of
from tests.portal.writing import key_in, refusal_in, upload, write
from tests.stored.making import lie_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    return lie_in(tmp_path, monkeypatch)


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
        ({"body": "\u200b\u2060 \ufeff"}, "Please write something first."),
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
