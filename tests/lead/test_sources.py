"""The list of sources and the page of one."""

import itertools
import re
import shutil
import subprocess
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from support.intake.models import OWN, PaymentEvent
from support.lead.sources.alarms import jump_of, silence_of
from support.lead.sources.figures import Came, count_events, count_unread
from support.lead.sources.trying import lines_for_a_shell
from support.sources.models import Source
from tests.factories import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def source(db):
    return Source.objects.create(slug="nova", name="NovaPay", kind="mapped", secrets=["one"])


def came(source=OWN, *, ago=HOUR, unread=(), **overrides):
    number = PaymentEvent.objects.count()
    return PaymentEvent.objects.create(
        source=source,
        event_id=f"e{number}",
        kind="payment.failed",
        received_at=timezone.now() - ago,
        unread=[{"field": field, "value": "x", "is_cut": False} for field in unread],
        **overrides,
    )


def words(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def test_the_list_says_of_every_source_what_came_and_what_was_not_read(desk, source):
    came(ago=HOUR)
    came("nova", ago=2 * HOUR, unread=["data.state", "age"])
    came("nova", ago=timedelta(days=3), unread=["data.state"])
    came("nova", ago=timedelta(days=40))
    came("gone", ago=timedelta(days=2))

    page = words(desk.get("/sources/"))

    assert "Casewalk's own form" in page
    assert re.search(
        r"NovaPay read by a field map \S+ \S+ \S+ \S+ 24 h 1 30 days 2 .* data.state 2 age 1", page
    )
    assert "gone" in page


def test_figures_are_counted_over_30_days_and_a_day(source):
    for ago in (HOUR, 5 * HOUR, timedelta(days=10), timedelta(days=31)):
        came("nova", ago=ago, unread=["a"])

    counted = count_events(timezone.now())["nova"]

    assert (counted.day, counted.month) == (2, 3)
    assert counted.longest_gap > timedelta(days=9)
    assert [(one.field, one.count) for one in count_unread(timezone.now(), "nova")] == [("a", 3)]
    assert count_unread(timezone.now(), "other") == []


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_costs_the_same_however_many_sources_there_are(
    desk, number, django_assert_max_num_queries
):
    for one in range(number):
        Source.objects.create(slug=f"s{one}", name=f"S{one}", kind="mapped")
        came(f"s{one}", unread=["a", "b"])

    with django_assert_max_num_queries(7):
        desk.get("/sources/")


def pace(**overrides):
    values = {
        "source": "nova",
        "month": 500,
        "day": 10,
        "since": NOW - timedelta(days=30),
        "last_at": NOW - 3 * HOUR,
        "longest_gap": HOUR,
    }
    return Came(**values | overrides)


@pytest.mark.parametrize(
    ("counted", "alarms"),
    [
        (None, False),
        (pace(), True),
        (pace(last_at=NOW - HOUR), False),
        (pace(longest_gap=3 * HOUR), False),
        (pace(longest_gap=timedelta(minutes=1), last_at=NOW - timedelta(minutes=50)), False),
        (pace(month=5), False),
        (pace(longest_gap=None), False),
    ],
)
def test_a_source_that_fell_silent_beyond_its_usual_pace_is_an_alarm(counted, alarms):
    assert bool(silence_of(counted, NOW)) is alarms


@pytest.mark.parametrize(
    ("day", "month", "alarms"),
    [(0, 0, False), (4, 4, False), (5, 5, True), (30, 900, False), (90, 300, True)],
)
def test_more_refusals_than_usual_are_an_alarm(day, month, alarms):
    assert bool(jump_of(day, month)) is alarms


def test_an_alarm_stands_on_top_of_the_list_and_on_the_page(desk, source):
    for number in range(25):
        came("nova", ago=timedelta(days=5) + number * HOUR)

    assert "NovaPay. Silent for 120 h" in words(desk.get("/sources/"))
    assert "Silent for 120 h" in words(desk.get("/sources/nova/"))


def test_settings_are_changed(desk, source):
    typed = {
        "name": "Nova",
        "country": "de",
        "time_zone": "Europe/Berlin",
        "always": "amount, currency amount",
        "rules": "direction=payout currency=EUR channel=sepa-out\n\nchannel=other",
    }

    assert desk.post("/sources/nova/settings/", typed).status_code == 302

    source.refresh_from_db()
    assert (source.name, source.country, source.is_active) == ("Nova", "DE", False)
    assert source.always_sends == ["amount", "currency"]
    assert source.channel_rules == [
        {"direction": "payout", "currency": "EUR", "channel": "sepa-out"},
        {"channel": "other"},
    ]
    assert "direction=payout currency=EUR channel=sepa-out" in desk.get("/sources/nova/").text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Please name it."),
        ({"country": "d1"}, "A country has two letters"),
        ({"time_zone": "Mars"}, "is not a time zone"),
        ({"rules": "to sepa"}, "is no rule"),
        ({"rules": "direction=payout"}, "is no rule"),
        ({"rules": "colour=red channel=x"}, "is no rule"),
    ],
)
def test_settings_that_cannot_be_are_refused_and_stay_typed(desk, source, change, sentence):
    typed = {"name": "Changed", "time_zone": "UTC", "country": "", "rules": "", **change}

    answer = desk.post("/sources/nova/settings/", typed)

    assert answer.status_code == 422
    assert sentence in words(answer)
    source.refresh_from_db()
    assert source.name == "NovaPay"


def test_a_secret_is_added_shown_once_and_taken_away(desk, source):
    desk.post("/sources/nova/secrets/", {"own": ""})
    source.refresh_from_db()
    one, other = source.secrets
    page = desk.get("/sources/nova/").text
    again = desk.get("/sources/nova/").text
    name = re.search(r'name="secret" value="(\w+)"', page)[1]
    desk.post("/sources/nova/secrets/", {"deed": "drop", "secret": name})

    source.refresh_from_db()
    assert other in page
    assert other not in again
    assert one not in page.replace("one", "") or one == "one"
    assert source.secrets == [other]


def test_a_provider_may_have_made_the_secret_and_the_last_one_stays(desk, source):
    desk.post("/sources/nova/secrets/", {"own": " theirs "})
    source.refresh_from_db()
    assert source.secrets == ["one", "theirs"]
    Source.objects.update(secrets=["theirs"])
    name = re.search(r"<code>(\w{8})…</code>", desk.get("/sources/nova/").text)[1]

    answer = desk.post("/sources/nova/secrets/", {"deed": "drop", "secret": name}, follow=True)

    assert "A source without a secret hears nothing." in words(answer)
    assert Source.objects.get().secrets == ["theirs"]


def test_of_many_secrets_no_more_is_added(desk, source):
    Source.objects.update(secrets=list("abcde"))

    answer = desk.post("/sources/nova/secrets/", {}, follow=True)

    assert "Please remove a secret first." in words(answer)


SIGNATURES = [
    {"scheme": "standard"},
    {"scheme": "hmac-hex", "header": "X-Sig", "prefix": "sha256="},
    {"scheme": "hmac-base64", "header": "X-Sig", "algorithm": "sha512"},
    {"scheme": "hmac-hex", "header": "X-Sig", "timestamp_header": "X-Time", "joint": "."},
    {"scheme": "token", "header": "X-Token"},
]


@pytest.mark.parametrize("signature", SIGNATURES)
def test_the_lines_to_try_it_sign_as_the_map_says(signature):
    source = Source(slug="nova", kind="mapped", field_map={"signature": signature})

    lines = lines_for_a_shell(source, "https://desk.example/sources/nova/events/")

    assert "curl -i 'https://desk.example/sources/nova/events/'" in lines
    assert "--data-binary @payload.json" in lines
    header = signature.get("header", "webhook-signature")
    assert f'-H "{header}: ' in lines


def test_other_kinds_have_no_such_lines():
    assert lines_for_a_shell(Source(slug="s", kind="stripe"), "https://desk.example/") == ""


@pytest.mark.skipif(not shutil.which("openssl"), reason="the lines call openssl")
@pytest.mark.parametrize("signature", SIGNATURES)
def test_what_a_shell_sends_by_them_is_let_in(signature, tmp_path):
    from support.sources.mapped.signatures import new_secret
    from support.sources.registry import kind_for

    source = Source(slug="nova", kind="mapped", field_map={"signature": signature})
    secret, body = new_secret(signature["scheme"]), '{"id": "名"}'
    (tmp_path / "payload.json").write_text(body)
    (tmp_path / "curl").write_text('#!/bin/sh\nfor part; do echo "$part"; done\n')
    (tmp_path / "curl").chmod(0o755)
    sent = subprocess.run(
        ["/bin/sh", "-c", lines_for_a_shell(source, "https://desk.example/")],
        cwd=tmp_path,
        env={"SECRET": secret, "PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    headers = {
        name.lower(): value
        for before, line in itertools.pairwise(sent)
        if before == "-H"
        for name, value in [line.split(": ", 1)]
    }

    class Headers(dict):
        def get(self, name, default=""):
            return super().get(name.lower(), default)

    kind = kind_for(source)
    assert kind.verify(body.encode(), Headers(headers), [secret], now=timezone.now())
