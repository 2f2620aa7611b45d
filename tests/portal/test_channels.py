"""How payments do, at /status/: for everybody, by public names, and nothing that is only ours."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support.incidents.models import Incident, IncidentUpdate
from support.incidents.services import Scope, open_incident, publish_incident
from support.payments.channels.states import set_channel_state
from support.payments.channels.stops import plan_stop
from support.payments.models import Channel
from tests.factories import make_case, make_channel, make_payment

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "zh-hans"]
ATOM = "{http://www.w3.org/2005/Atom}"
DAY = timedelta(days=1)


def named(english="Faster transfer", chinese="快速转账", **values):
    return make_channel(
        name_en="Backbone 7", name_zh="骨干七", public_name_en=english, public_name_zh=chinese,
        **values,
    )  # fmt: skip


def broken(channel, *, is_public=True, began_at=None, **values):
    """Return an incident of a channel, told to customers in one update."""
    now = timezone.now()
    scope = Scope("Backbone 7 is down", "骨干七中断", [channel], began_at or now - 2 * DAY)
    incident = open_incident(scope, actor=None, now=now)
    tell(incident, "Your transfers are late.", "您的转账会延迟。")
    if is_public:
        publish_incident(incident, is_public=True)
    Incident.objects.filter(pk=incident.pk).update(**values)
    return incident


def tell(incident, english, chinese, **values):
    return IncidentUpdate.objects.create(
        incident=incident, number=incident.updates.count() + 1, written_at=timezone.now(),
        **{"state": "investigating", "agents_en": "Ask Bo at the bank", "customers_en": english,
           "customers_zh": chinese} | values,
    )  # fmt: skip


def read(client, address="/status/", language="en"):
    return client.get(address, {"lang": language})


def say(channel, state, ago=timedelta(hours=1)):
    set_channel_state(
        channel, state, why="cable 4 cut", actor=None, source="person", now=timezone.now() - ago
    )


@pytest.mark.parametrize(("language", "name"), [("en", "Faster transfer"), ("zh-hans", "快速转账")])
def test_a_channel_stands_there_by_its_public_name_and_never_by_ours(client, language, name):
    say(named(), Channel.State.DOWN)

    page = read(client, language=language).text

    assert name in page
    assert 'data-state="down"' in page
    for ours in ("Backbone", "骨干", "cable", "test-bank"):
        assert ours not in page


def test_only_channels_that_leads_named_in_both_languages_stand_there(client):
    named("Only here", "")
    named("Never confirmed", "未确认", is_confirmed=False)

    page = read(client).text

    assert "Only here" not in page
    assert "Never confirmed" not in page
    assert "Nothing is shown here yet." in page


def test_two_channels_of_one_name_are_one_and_as_the_worse_of_them(client):
    named()
    say(named(), Channel.State.DEGRADED)
    named()

    page = read(client).text

    assert page.count("Faster transfer") == 1
    assert "Some payments fail or take longer" in page


def test_a_state_that_is_still_to_come_is_not_told(client):
    say(named(), Channel.State.DOWN, ago=-DAY)

    assert "Working normally" in read(client).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_incident_is_told_by_a_sentence_of_its_own_and_not_in_the_words_to_customers(
    client, language
):
    incident = broken(named())
    tell(incident, "The bank works on it.", "银行正在处理。", state="identified")

    page = read(client, "/status/", language)
    own = read(client, f"/status/{incident.reference}/", language)

    feed = read(client, "/status/feed/", language)
    if language == "en":
        assert "No earlier incident." in page.text
        newest, first = (
            own.text.rindex(f"<h2>{state}")
            for state in ("The cause is known", "We are looking for the cause")
        )
        assert newest < first
        told = "Some payments through Faster transfer are late or do not go through."
        assert all(told in answer.text for answer in (page, own, feed))
    for answer in (page.text, own.text, feed.text):
        for words in ("Your transfers", "The bank works", "您的转账", "银行正在处理"):
            assert words not in answer
        assert "Bo at the bank" not in answer
        assert "Backbone" not in answer
        assert "骨干" not in answer


def test_a_channel_of_a_public_incident_is_not_said_to_work_until_it_does(client):
    incident = broken(named())

    assert "Some payments fail or take longer" in read(client).text
    publish_incident(incident, is_public=False)
    assert "Working normally" in read(client).text
    publish_incident(incident, is_public=True)
    Incident.objects.update(state="monitoring")
    assert "Working normally" in read(client).text


@pytest.mark.parametrize(
    ("channels", "told"),
    [
        ([], "Some payments were late or did not go through."),
        (["named"], "Some payments through Faster transfer were late or did not go through."),
    ],
)
def test_what_works_again_is_told_as_what_was(client, channels, told):
    incident = broken(named(), state="monitoring")
    if not channels:
        incident.channels.clear()

    for address in ("/status/", "/status/feed/", f"/status/{incident.reference}/"):
        assert told in read(client, address).text


def test_an_update_that_is_late_is_promised_no_more(client):
    incident, now = broken(named()), timezone.now()
    addresses = ("/status/", f"/status/{incident.reference}/")

    for moment, is_promised in ((now + DAY, True), (now - DAY, False)):
        Incident.objects.update(next_update_at=moment)
        assert all(("Next update by" in read(client, one).text) is is_promised for one in addresses)


def test_only_what_a_lead_made_public_is_told(client):
    incident = broken(named(), is_public=False)

    assert "Trouble with" not in read(client).text
    assert read(client, f"/status/{incident.reference}/").status_code == 404
    assert incident.reference not in read(client, "/status/feed/").text

    publish_incident(incident, is_public=True)
    assert "Trouble with Faster transfer" in read(client).text
    publish_incident(incident, is_public=False)
    assert "Trouble with" not in read(client).text


def test_what_nobody_has_opened_can_not_be_public():
    incident = Incident.objects.create(state="proposed", began_at=timezone.now())

    with pytest.raises(ValidationError) as refused:
        publish_incident(incident, is_public=True)

    assert refused.value.code == "not_open"


def test_what_was_over_more_than_ninety_days_ago_is_gone(client):
    now = timezone.now()
    young = broken(named(), state="resolved", ended_at=now - 89 * DAY)
    old = broken(named("Old wire", "旧电汇"), state="resolved", ended_at=now - 91 * DAY)

    page = read(client).text

    assert young.reference in page
    assert old.reference not in page
    assert read(client, f"/status/{old.reference}/").status_code == 404


def test_planned_stops_ahead_are_told_where_they_are_public(client):
    channel, now = named(), timezone.now()
    for days, english, is_public in ((1, "Works on the line", True), (3, "Ours alone", False)):
        plan_stop(
            channel,
            {"begins_at": now + days * DAY, "ends_at": now + (days + 1) * DAY,
             "why_en": english, "why_zh": "线路维护", "is_public": is_public},
            actor=None, now=now,
        )  # fmt: skip

    assert "Works on the line" in read(client).text
    assert "Ours alone" not in read(client).text
    assert "线路维护" in read(client, language="zh-hans").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_is_atom_with_an_entry_for_each_update(client, language):
    incident = broken(named())
    tell(incident, "The bank <b>works</b> on it.", "银行正在<b>处理</b>。")

    answer = read(client, "/status/feed/", language)
    root = ElementTree.fromstring(answer.content)

    assert answer["Content-Type"].startswith("application/atom+xml")
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "author"):
        assert root.find(f"{ATOM}{name}") is not None
    entries = root.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(entries) == 2
    assert all(entry.findtext(f"{ATOM}updated") for entry in entries)
    colon = "：" if language == "zh-hans" else ": "
    assert all(colon in entry.findtext(f"{ATOM}title") for entry in entries)
    assert "works" not in answer.text
    assert "处理" not in answer.text
    assert "Bo at the bank" not in answer.text
    assert "Backbone" not in answer.text


@pytest.mark.parametrize("address", ["/status/", "/status/feed/", "own"])
def test_pages_are_kept_by_caches_set_no_cookie_and_are_sent_once(client, address):
    incident = broken(named())
    address = f"/status/{incident.reference}/" if address == "own" else address

    first = read(client, address)
    again = client.get(address, {"lang": "en"}, headers={"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=60"
    assert (again.status_code, again.content) == (304, b"")
    assert not first.cookies
    assert "<script" not in first.text


def test_a_page_full_of_trouble_is_small(client):
    for number in range(60):
        channel = named(f"Transfer to another bank {number}", f"跨行转账{number}")
        say(channel, Channel.State.DOWN)
        broken(channel, state="resolved", ended_at=timezone.now())
        if number < 15:
            tell(broken(channel), "Late. " * 100, "延迟。" * 200)

    for language in LANGUAGES:
        assert len(read(client, language=language).content) < 50_000
        assert len(read(client, "/status/feed/", language).content) < 50_000


def test_nothing_of_any_customer_is_there(client):
    channel = named()
    case = make_case(payment=make_payment(channel=channel))
    incident = broken(channel)
    incident.links.create(case=case, how="arrived", linked_at=timezone.now())

    for address in ("/status/", "/status/feed/", f"/status/{incident.reference}/"):
        page = read(client, address).text
        for theirs in (case.reference, case.customer.name, case.payment.reference):
            assert theirs not in page


@pytest.mark.parametrize("rows", [1, 5])
def test_a_page_costs_the_same_number_of_statements_whatever_is_told(client, rows):
    for number in range(rows):
        channel = named(f"Transfer {number}", f"转账{number}")
        say(channel, Channel.State.DOWN)
        broken(channel)
        broken(channel, state="resolved", ended_at=timezone.now())
    read(client)

    with CaptureQueriesContext(connection) as asked:
        read(client)

    assert len(asked) == 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_that_everybody_reads_lead_to_one_another(client, language):
    pages = ["/help/", "/guides/", "/status/"]
    missing = [
        f"{address} on {page}"
        for page in (*pages, "/new/")
        for address in pages
        if page != address and f'href="{address}?lang={language}"' not in read(
            client, page, language).text
    ]  # fmt: skip

    assert missing == []
