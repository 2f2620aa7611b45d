"""How much anybody may send, to a real web server as `make run` starts it."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from config.local.processes import commands
from config.local.run import free_port
from config.strangers.bodies import LARGEST_BYTES, LARGEST_WITH_FILES_BYTES
from tests.api.asking import errors
from tests.database import empty_tables

LENGTH = str(LARGEST_BYTES + 1)


@pytest.mark.parametrize("length", [LENGTH, "9" * 5_000])
@pytest.mark.parametrize("path", ["/sign-in/", "/trees/import/", "/admin/login/", "/s/x/"])
@pytest.mark.django_db
def test_a_page_that_is_sent_too_much_says_so_in_both_languages(
    client: Client, path: str, length: str
):
    answer = client.post(path, b"", content_type="text/plain", CONTENT_LENGTH=length)

    assert answer.status_code == 413
    assert 'lang="zh-Hans"' in answer.content.decode()


@pytest.mark.django_db
def test_the_api_says_so_in_its_own_form(client: Client):
    answer = client.post("/api/v1/cases/", b"", content_type="x/y", CONTENT_LENGTH=LENGTH)

    assert answer.status_code == 413
    assert errors(answer) == [("too_large", None)]


@pytest.mark.django_db
def test_a_length_that_is_no_number_breaks_nothing(admin_client: Client):
    answer = admin_client.post("/trees/import/", b"", content_type="x/y", CONTENT_LENGTH="-1x")

    assert answer.status_code < 500


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused_in_both_languages():
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "bo"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Please send this once more" in page
    assert 'lang="zh-Hans"' in page


@pytest.mark.parametrize("path", ["/sign-in/", "/api/v1/files/", "/s/nothing/messages/"])
@pytest.mark.parametrize("charset", ["utf-7", "rot13", "undefined", "unicode_escape", "utf-16"])
@pytest.mark.django_db
def test_a_form_in_letters_that_nothing_stores_is_refused(client: Client, path: str, charset: str):
    part = b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n+2AA-\\ud800\r\n--B--\r\n'
    form = f"multipart/form-data; boundary=B; charset={charset}"

    assert client.generic("POST", path, part, content_type=form).status_code == 400


@pytest.mark.parametrize("charset", ["", "; charset=UTF-8", "; charset=utf8", "; charset=none"])
@pytest.mark.django_db
def test_a_form_in_the_usual_letters_is_taken(client: Client, charset: str):
    part = b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xe5\xad\x97\r\n--B--\r\n'
    form = f"multipart/form-data; boundary=B{charset}"

    assert client.generic("POST", "/sign-in/", part, content_type=form).status_code == 200


TAKES_FILES = [
    "/api/v1/files/", "/cases/CW-00000000/reply/", "/cases/CW-00000000/reply/preview/",
    "/cases/CW-00000000/macro/", "/cases/CW-00000000/macro/deeds/", "/cases/CW-00000000/note/",
    "/cases/CW-00000000/drafts/reply/", "/cases/CW-00000000/drafts/note/files/",
    "/s/nothing/messages/",
]  # fmt: skip


@pytest.mark.parametrize("path", TAKES_FILES)
@pytest.mark.django_db
def test_an_address_that_takes_files_takes_more(client: Client, path: str):
    def code_for(length: int) -> int:
        answer = client.post(path, b"", content_type="text/plain", CONTENT_LENGTH=str(length))
        return answer.status_code

    assert code_for(LARGEST_WITH_FILES_BYTES + 1) == 413
    # Nobody is signed in, or has a link.
    assert code_for(LARGEST_WITH_FILES_BYTES) in (302, 401, 404)


SERVED = {"DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "1"}


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """The web server of `make run`, on a port of its own, with the tests' database."""
    port = free_port(8300)
    command = commands(port, {})["web"]
    given = os.environ["DATABASE_URL"].rpartition("/")[0]
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, **SERVED, "DATABASE_URL": f"{given}/{connection.settings_dict['NAME']}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        give_up_at = time.monotonic() + 60
        while not is_answering(port):
            assert process.poll() is None
            assert time.monotonic() < give_up_at
        yield port
    finally:
        process.terminate()
        process.wait(30)
        with django_db_blocker.unblock():
            empty_tables()  # the door keeps what it refuses


def is_answering(port: int) -> bool:
    try:
        return ask(port).status == 200
    except OSError:
        return False


def ask(port: int, method: str = "GET", path: str = "/static/icon.svg", **more: Any) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, **more)
        answer = connection.getresponse()
        answer.content = answer.read()  # type: ignore[attr-defined]
        return answer
    finally:
        connection.close()


def begun(stack: ExitStack, port: int, text: str) -> socket.socket:
    """Begin a request and never end it."""
    half = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
    half.sendall(text.replace("\n", "\r\n").encode())
    return half


HALF_A_HEAD = "POST /sign-in/ HTTP/1.1\nHost: localhost\nX-Half:"
HALF_A_BODY = (
    "POST /api/v1/payment-events/ HTTP/1.1\nHost: localhost\nContent-Type: application/json\n"
    "Content-Length: 1000\n\n{"
)
HALF_A_CHUNK = (
    "POST /api/v1/payment-events/ HTTP/1.1\nHost: localhost\nContent-Type: application/json\n"
    "Transfer-Encoding: chunked\n\n400\n{"
)


@pytest.mark.parametrize("half", [HALF_A_HEAD, HALF_A_BODY, HALF_A_CHUNK])
def test_a_dozen_half_sent_requests_do_not_stop_the_site(server: int, half: str):
    with ExitStack() as stack:
        for _ in range(12):
            begun(stack, server, half)

        for _ in range(8):
            assert ask(server).status == 200


def test_a_body_is_refused_by_its_length_before_any_of_it_came(server: int):
    with ExitStack() as stack:
        head = f"POST /trees/import/ HTTP/1.1\nHost: localhost\nContent-Length: {10**10}\n\n"
        answer = begun(stack, server, head).recv(1000)

    assert answer.startswith(b"HTTP/1.1 413 ")


def test_what_comes_in_chunks_is_read_and_bounded(server: int):
    def post(body: Any) -> Any:
        headers = {"Content-Type": "application/json"}
        return ask(server, "POST", "/api/v1/payment-events/", body=iter(body), headers=headers)

    small, large = post([b'{"a":', b"1}"]), post([b"x" * 65_536] * (LARGEST_BYTES // 65_536 + 1))

    assert (small.status, large.status) == (401, 413)  # read, and found to be signed by nobody
    assert json.loads(large.content)["errors"][0]["code"] == "too_large"
