"""Every request has an id and one line."""

import logging

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
GIVEN = "from-the-proxy-1"


def asked(path, caplog, *, method="get", client=None, **headers):
    with caplog.at_level(logging.INFO, "config.logs"):
        answer = getattr(client or Client(), method)(path, headers=headers)
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("config")]
    return answer, lines


def test_a_request_is_told_by_its_route(caplog):
    answer, lines = asked("/sign-in/?next=/s/abc.def/", caplog)

    assert len(lines) == 1
    assert lines[0].startswith("GET sign-in 200 ")
    assert len(answer["X-Request-ID"]) == 32


def test_two_requests_have_two_ids():
    assert Client().get("/sign-in/")["X-Request-ID"] != Client().get("/sign-in/")["X-Request-ID"]


@pytest.mark.parametrize(
    ("proxies", "given", "is_taken"),
    [(1, GIVEN, True), (0, GIVEN, False), (1, "short", False), (1, "li@example.test", False),
     (1, "x" * 65, False)],
)  # fmt: skip
def test_the_id_of_our_own_proxy_is_taken_a_strangers_is_not(settings, proxies, given, is_taken):
    settings.TRUSTED_PROXIES = proxies

    answer = Client().get("/sign-in/", headers={"X-Request-ID": given})

    assert (answer["X-Request-ID"] == given) == is_taken


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/s/abc.def/", "GET status-page 404 * ms: not found"),
        ("/api/v1/cases/", "GET case-list 401 * ms: not_authenticated"),
        ("/api/v1/abc/", "GET config.api.NothingHereView 404 * ms: not_found"),
        ("/nothing/abc/", "GET no route 404 * ms: not found"),
    ],
)
def test_a_refused_request_is_one_line_with_its_reason(path, line, caplog):
    _answer, lines = asked(path, caplog)

    before, after = line.split("*")
    assert len(lines) == 1
    assert lines[0].startswith(before)
    assert lines[0].endswith(after)


def test_a_forged_form_is_refused_for_want_of_its_token(caplog):
    _answer, lines = asked(
        "/sign-in/", caplog, method="post", client=Client(enforce_csrf_checks=True)
    )

    assert lines[-1].endswith(" ms: csrf")


def test_a_method_that_does_not_exist_is_not_repeated(caplog):
    with caplog.at_level(logging.INFO, "config.logs"):
        Client().generic("GEHEIM", "/sign-in/")

    assert "GEHEIM" not in caplog.messages[-1]
