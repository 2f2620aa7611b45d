"""What a line tells, and what it keeps to itself."""

import json
import logging

import pytest
from django.db import IntegrityError, connection
from django.http import HttpRequest

from config.logs.lines import FORMS, Discreet
from config.logs.requests import work_for
from config.logs.wording import kind_of, scrubbed, trace_of
from tests.every import every
from tests.factories import make_customer

URL = "https://user:hush@pay.example/s/abcdefghijkl.0123456789/?code=1234"


def written(form, message, *args, error=None, name="django.request", **extra):
    """Return a line as the console gets it; None where it gets none."""
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.ERROR, "", 0, message, args, info)
    record.__dict__.update(extra)
    return FORMS[form]().format(record) if Discreet().filter(record) else None


@every(
    ("text", "told"),
    [
        (f"asked {URL} in vain", "asked https://•••@pay.example/s/•••?••• in vain"),
        ("redis://:hush@broker:6379/0 is gone", "redis://•••@broker:6379/0 is gone"),
        ("/s/unsubscribe/12.abc/ and /s/abc.def/ end", "/s/unsubscribe/••• and /s/••• end"),
        ("/help/0123abcd.ef-12/ end", "/help/••• end"),
        ("/api/v1/sms-receipts/twilio/abc/?to=1", "/api/v1/sms-receipts/•••?•••"),
        ("GET /cases/?q=li+wei HTTP/1.1", "GET /cases/?••• HTTP/1.1"),
        ("Authorization: Bearer abcdefgh12345678", "Authorization: Bearer •••"),
        ("<li@example.test> of +86 138 0000 0001 (8613800000001)", "<•••> of ••• (•••)"),
        ("Notification 7f9c24e5-2b1a-4c3d-8e9f-123456789012: no_mailbox", None),
        ("Version 3 of payout-not-received, CW-4T7KQ2MZ, 2026-11-18 10:00:00, 12345678", None),
        ("Is the provider away? It is", None),
    ],
)
def test_what_libraries_quote_is_hidden_and_our_own_references_are_not(text, told):
    assert scrubbed(text) == (told or text)


def test_an_error_of_the_database_is_told_by_its_names_without_the_values(db):
    make_customer(name="Li Wei")
    with pytest.raises(IntegrityError, match="Key") as caught, connection.cursor() as cursor:
        cursor.execute("INSERT INTO customers_customer SELECT * FROM customers_customer")

    assert kind_of(caught.value) == (
        "django.db.utils.IntegrityError 23505 customers_customer customers_customer_pkey"
    )


def test_where_an_error_arose_is_told_with_those_before_it_and_no_words_of_any():
    value = "Li Wei"

    def read(value):
        try:
            return {}[value]
        except KeyError as error:
            raise ValueError(f"{value} is none of ours") from error

    with pytest.raises(ValueError, match="Li Wei") as caught:
        read(value)

    told = trace_of(caught.value)
    assert "Li Wei" not in told
    assert "in read" in told
    assert [line for line in told.splitlines() if not line.startswith(" ")] == [
        "KeyError", "ValueError",
    ]  # fmt: skip


def test_an_error_as_a_word_of_a_line_is_told_by_its_kind():
    assert written("plain", "Broken: %s", ValueError("Li Wei")).endswith("Broken: ValueError")
    assert written("plain", ValueError("Li Wei")).endswith(" ValueError")
    celery = {"name": "a.task", "exc": "ValueError('Li Wei')"}
    assert "Li Wei" not in written(
        "plain", "%(name)s: %(exc)s", celery, error=ValueError("Li Wei"), name="celery.app.trace"
    )


def test_a_line_of_json_names_request_and_error_and_is_one_line():
    work_for("request-0001")
    try:
        line = json.loads(written("json", "Two\nlines", error=ValueError("Li Wei")))
    finally:
        work_for("")

    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "ERROR", "logger": "django.request", "message": "Two\nlines",
        "request_id": "request-0001", "error": "ValueError", "trace": "ValueError",
    }  # fmt: skip


def test_nobody_can_write_a_line_of_their_own():
    assert len(written("plain", "from a\nstranger").splitlines()) == 1


def test_an_error_in_a_request_names_no_path():
    request = HttpRequest()
    request.path = "/s/abc.def/"
    request.resolver_match = None

    line = written(
        "plain",
        "%s: %s",
        "Internal Server Error",
        request.path,
        error=KeyError("Li Wei"),
        request=request,
    )

    assert line.endswith("Error in no route\nKeyError")
