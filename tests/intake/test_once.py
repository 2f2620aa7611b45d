"""A form sent twice does its deed once, and says when it was done."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from support.cases.models import Message
from support.intake.idempotency.forms import words_of
from support.intake.models import IdempotencyKey
from tests.factories import make_agent, make_case

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_agent())
    return client


def write(desk: Client, case: Any, key: str, body: str = "Hello", **more: Any) -> Any:
    url = reverse("case-note", args=[case.reference])
    return desk.post(url, {"body": body, "once": key}, **more)


def test_the_same_form_is_done_once_and_answered_the_same(desk):
    case, key = make_case(), str(uuid.uuid4())

    first = write(desk, case, key, headers=HTMX)
    second = write(desk, case, key, headers=HTMX)

    assert Message.objects.count() == 1
    assert (second.status_code, second.text) == (first.status_code, first.text)
    assert "stream-changed" in second["HX-Trigger"]
    assert "already. It was not done a second time." in second["HX-Trigger"]
    assert "already" not in first["HX-Trigger"]


def test_without_scripts_the_page_says_that_it_was_done(desk):
    case, key = make_case(), str(uuid.uuid4())
    write(desk, case, key)

    page = write(desk, case, key, follow=True)

    assert Message.objects.count() == 1
    assert "It was not done a second time." in page.text


def test_a_refused_form_may_be_sent_again(desk):
    case, key = make_case(), str(uuid.uuid4())

    assert write(desk, case, key, body=" ", headers=HTMX).status_code == 422
    assert write(desk, case, key, body="Now", headers=HTMX).status_code == 200
    assert Message.objects.get().body == "Now"


def test_other_words_under_a_used_key_are_kept_and_sent_anew(desk):
    case, key = make_case(), str(uuid.uuid4())
    write(desk, case, key)

    page = write(desk, case, key, body="Hello again")
    part = write(desk, case, key, body="Hello again", headers=HTMX)

    assert (page.status_code, part.status_code) == (409, 409)
    assert 'name="body" value="Hello again"' in page.text
    assert key not in page.text
    assert "spent" in part["HX-Trigger"]
    assert part["HX-Reswap"] == "none"
    assert Message.objects.count() == 1


def test_the_keys_of_two_people_are_two(desk):
    case, key = make_case(), str(uuid.uuid4())
    write(desk, case, key)
    other = Client()
    other.force_login(make_agent())

    write(other, case, key)

    assert Message.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_five_at_once_do_one_deed(desk):
    case, key = make_case(), str(uuid.uuid4())

    def press(_number: int) -> int:
        one = Client()
        one.cookies = desk.cookies
        try:
            return int(write(one, case, key, headers=HTMX).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(press, range(5)))

    assert answers == [200] * 5
    assert Message.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x", "1" * 300])
def test_what_is_no_key_is_none(desk, key):
    case = make_case()

    write(desk, case, key)

    assert Message.objects.count() == 1
    assert not IdempotencyKey.objects.exists()


def test_every_form_that_sends_carries_a_key(desk):
    page = desk.get(reverse("case", args=[make_case().reference])).text

    for name in ("reply", "note", "resolution", "assignment", "status"):
        form = page.split(f'/{name}/"', 1)[1].split("</form>")[0]
        assert 'name="once"' in form, name


def test_a_preview_without_scripts_spends_no_key_so_going_back_and_sending_works(desk):
    case, key = make_case(), str(uuid.uuid4())
    look = reverse("case-reply-preview", args=[case.reference])
    send = reverse("case-reply", args=[case.reference])

    shown = desk.post(look, {"body": "Hello", "once": key})
    sent = desk.post(send, {"body": "Hello", "once": key})

    assert (shown.status_code, sent.status_code) == (200, 302)
    assert Message.objects.count() == 1


def test_other_files_are_other_words(rf):
    def words(content):
        file = SimpleUploadedFile("list.csv", content)
        request = rf.post("/", {"body": "Hello", "file": file})
        said = words_of(request)
        assert request.FILES["file"].read() == content  # for whoever reads it next
        return said

    assert words(b"one") == words(b"one")
    assert words(b"one") != words(b"two")


def test_what_was_masked_can_not_be_guessed_from_what_is_kept(desk, settings):
    case = make_case()
    kept = []
    for secret in ("one", "another"):
        settings.SECRET_KEY = secret
        desk.force_login(make_agent())
        write(desk, case, str(uuid.uuid4()), "Card 4242424242424242")
        kept.append(IdempotencyKey.objects.latest("created_at").fingerprint)

    assert len({*kept}) == 2
