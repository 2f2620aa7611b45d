"""The page on which a field map is written."""

import json
import re
from html import unescape

import pytest
from django.utils import timezone

from support.intake.models import PaymentEvent
from support.sources.models import Source
from tests.factories import make_agent, sign_in
from tests.lead.mapping import FIELDS, PAYLOAD, typed

HTMX = {"HTTP_HX_REQUEST": "true"}
NEW = "/sources/new/"


@pytest.fixture
def source(db):
    return Source.objects.create(
        slug="novapay",
        name="NovaPay",
        kind="mapped",
        secrets=["s"],
        field_map={"fields": {"reference": "id", "status": "state", "direction": "'payout'"}},
    )


def words(response) -> str:
    """Return what a person reads of a page, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


@pytest.mark.parametrize(
    "address", [NEW, "/sources/novapay/map/", "/sources/", "/sources/novapay/"]
)
def test_only_who_may_change_sources_gets_in(source, client, address):
    assert client.get(address).status_code == 302
    assert sign_in(client, make_agent()).get(address).status_code == 403


@pytest.mark.parametrize("address", ["settings", "secrets"])
def test_nobody_else_changes_a_source(source, client, address):
    sign_in(client, make_agent())

    assert client.post(f"/sources/novapay/{address}/").status_code == 403


def test_the_bar_on_top_leads_those_to_the_sources_who_may_see_them(desk, client):
    assert 'href="/sources/"' in desk.get("/sources/").text
    assert 'href="/sources/"' not in sign_in(client, make_agent()).get("/").text


def test_each_field_says_at_once_what_is_read_of_the_pasted_message(desk):
    page = words(desk.post(NEW, typed()))

    assert "1250.00 from “125000”" in page
    assert "returned: the money came back from “BOUNCED”" in page
    assert "The event is called evt_1." in page
    assert "12 fields are read." in page


def test_a_field_that_cannot_be_read_says_why(desk):
    fields = {"field-currency": "data.state", "field-occurred_at": "data.", "field-uetr": "data.u"}

    page = words(desk.post(NEW, typed(**fields)))

    assert "“BOUNCED” is not a currency code." in page
    assert "This expression does not work:" in page
    assert "Not in this message" in page
    assert "3 are not" in page


def test_a_name_without_a_latin_letter_has_an_address_all_the_same(desk):
    for number in (1, 2):
        answer = desk.post(NEW, typed("save", name="安第斯支付"))

        assert answer.url == f"/sources/source-{number}/"


def test_words_that_were_met_are_offered_as_rows(desk):
    page = desk.post(NEW, typed(**{"word-status": "", "means-status": ""}))

    assert 'value="BOUNCED"' in page.text
    assert "as usual: returned: the money came back" in words(page)


def test_a_word_nobody_knows_asks_for_its_meaning(desk):
    payload = json.dumps(PAYLOAD).replace("BOUNCED", "QUUX")

    page = words(desk.post(NEW, typed(payload=payload)))

    assert "Nobody has said yet what “QUUX” means." in page
    assert "unknown: please choose" in page


def test_htmx_is_given_what_changed_and_no_field_that_somebody_types_in(desk):
    answer = desk.post(NEW, typed(met="old"), **HTMX)
    again = desk.post(
        NEW, typed(met=re.search('name="met" value="([^"]*)"', answer.text)[1]), **HTMX
    )

    assert "<html" not in answer.text
    assert "hx-swap-oob" in answer.text
    assert 'name="field-' not in answer.text
    assert "word-status" in answer.text
    assert "word-status" not in again.text


def test_a_map_is_guessed_from_the_message(desk):
    page = desk.post(NEW, {"deed": "guess", "payload": json.dumps(PAYLOAD), "name": "NovaPay"})

    for name in ("reference", "amount", "currency", "failure_code", "customer_email"):
        assert f'name="field-{name}" value="{FIELDS[name]}"' in page.text
    assert 'value="&#x27;novapay&#x27;"' in page.text


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        ("{", "This is not JSON: look at line 1."),
        ('{\n"a": 1,\n}', "look at line 3."),
        ("3", "A message is an object or a list of objects."),
        ("[" * 30_000, "This JSON is nested too deeply."),
        (" " * 70_000 + "{}", "A message has at most 64 KiB."),
        ('{"a": "\\ud800"}', "Not in this message"),
    ],
)
def test_a_message_that_is_none_says_so(desk, payload, sentence):
    page = desk.post(NEW, typed(payload=payload))

    assert page.status_code == 200
    assert sentence in words(page)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Please name it."),
        ({"slug": "a b"}, "Please use small letters, digits and hyphens."),
        ({"slug": "new"}, "There is a source or a page of this name already."),
        ({"slug": "novapay"}, "There is a source or a page of this name already."),
        ({"time_zone": "Mars"}, "“Mars” is not a time zone."),
        ({"field-status": ""}, "Say where this stands, or write a constant in ''."),
        ({"field-reference": ""}, "Say where a payment's reference stands."),
        ({"each": "a["}, "This expression does not work:"),
        ({"times": "pattern", "pattern": "noon"}, "Write a pattern such as"),
        ({"sign-header": ""}, "Name the header that holds the signature."),
        ({"word-status": ["x"], "means-status": ["lost"]}, "which is none of ours."),
    ],
)
def test_what_is_not_right_yet_is_not_saved_and_stays_as_typed(desk, source, change, sentence):
    answer = desk.post(NEW, typed("save", **{"name": "Other", **change}))

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert 'value="data.reasonCode"' in answer.text
    assert Source.objects.count() == 1


def test_a_new_source_is_made_with_a_secret_that_is_shown_once(desk):
    answer = desk.post(NEW, typed("save", name="Nova Pay", time_zone="Asia/Shanghai"))

    source = Source.objects.get()
    assert answer["Location"] == "/sources/nova-pay/"
    assert (source.kind, source.time_zone) == ("mapped", "Asia/Shanghai")
    assert source.field_map["fields"] == FIELDS
    assert source.field_map["words"] == {"status": {"BOUNCED": "returned"}}
    assert source.field_map["signature"] == {
        "scheme": "hmac-hex", "header": "X-Nova-Signature", "prefix": "sha256="
    }  # fmt: skip
    (secret,) = source.secrets
    assert secret in desk.get("/sources/nova-pay/").text
    assert secret not in desk.get("/sources/nova-pay/").text


def test_a_pasted_message_is_stored_nowhere(desk):
    desk.post(NEW, typed("save", name="Nova"))

    assert "NP-1001" not in json.dumps(Source.objects.values()[0], default=str)


def test_a_map_is_changed(desk, source):
    seen = re.search('name="seen" value="([^"]*)"', desk.get("/sources/novapay/map/").text)[1]

    answer = desk.post("/sources/novapay/map/", typed("save", seen=seen, decimals="isk 2; UGX=2"))

    source.refresh_from_db()
    assert answer["Location"] == "/sources/novapay/"
    assert source.field_map["fields"] == FIELDS
    assert source.field_map["decimals"] == {"ISK": 2, "UGX": 2}


def test_of_two_at_one_map_the_second_is_told_and_loses_nothing(desk, source):
    address = "/sources/novapay/map/"
    seen = re.search('name="seen" value="([^"]*)"', desk.get(address).text)[1]
    desk.post(address, typed("save", seen=seen))

    late = desk.post(address, typed("save", seen=seen, event_id="data.payoutId"))
    now_seen = re.search('name="seen" value="([^"]*)"', late.text)[1]
    again = desk.post(address, typed("save", seen=now_seen, event_id="data.payoutId"))

    assert late.status_code == 409
    assert 'value="data.payoutId"' in late.text
    assert "Somebody else saved this map meanwhile." in words(late)
    assert again.status_code == 302


def test_what_is_saved_is_shown_as_it_was(desk, source):
    source.field_map = {
        "fields": {"reference": "id", "channel": "c"},
        "words": {"channel": {"x": "y"}, "status": {"*": "failed"}},
        "times": "%d.%m.%Y",
        "decimals": {"ISK": 2},
        "amounts": "minor",
        "signature": {"scheme": "token", "header": "X-Token"},
    }
    source.save()

    page = desk.get("/sources/novapay/map/").text

    for shown in ('value="%d.%m.%Y"', 'value="ISK 2"', 'value="X-Token"', 'value="*"', 'value="x"'):
        assert shown in page
    assert re.search('value="token" selected', page)
    assert re.search('value="failed" selected', page)


def test_a_map_of_a_source_that_reads_otherwise_is_not_there(desk, source):
    Source.objects.update(kind="stripe")

    assert desk.get("/sources/novapay/map/").status_code == 404


def test_hostile_typing_is_bounded(desk):
    hostile = {f"field-{name}": "\0[@,@]|" * 900 for name in FIELDS}
    hostile |= {"word-status": ["x" * 500] * 400, "means-status": ["failed"] * 400}

    assert desk.post(NEW, typed("save", name="x", **hostile)).status_code == 422


def test_the_page_asks_little_of_the_database(desk, source, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        desk.post("/sources/novapay/map/", typed(**{"field-channel": "data.state"}))


def test_words_that_came_and_were_not_understood_are_offered_too(desk, source):
    source.field_map["fields"]["status"] = "data.state"
    source.save()
    for number, word in enumerate(["QUUX", "QUUX", "ZORK"]):
        unread = [{"field": "data.state", "value": word, "is_cut": False}]
        PaymentEvent.objects.create(
            source="novapay",
            event_id=str(number),
            kind="x",
            received_at=timezone.now(),
            unread=unread,
        )

    page = desk.get("/sources/novapay/map/").text

    assert page.index('value="QUUX"') < page.index('value="ZORK"')
