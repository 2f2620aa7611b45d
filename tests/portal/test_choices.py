"""How customers want to be written to: chosen on their page, obeyed by every message, told us."""

import re
from datetime import time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from support.cases.links import revoke_link
from support.cases.locked import move_case
from support.cases.merging.services import merge_cases
from support.cases.models import Case, Status
from support.cases.telling.messages_of_case import tell_customer
from support.claims.zones import ZONES, zone_choices
from support.customers.models import Customer
from support.notifications.delivery.last_look import check
from support.notifications.models import Notification, Suppression
from support.portal.choices.services import MOST_A_DAY
from tests.factories import NOW, make_agent, make_case, make_customer, sign_in
from tests.portal.world import address_of, case_of

pytestmark = pytest.mark.django_db
ALL = {
    "language": "en", "channel": "both", "quiet_from": "", "quiet_until": "",
    "zone": "Asia/Shanghai",
}  # fmt: skip


def choose(client, case, **given):
    return client.post(f"{address_of(case)}choices/", ALL | given)


def customer_of(case) -> Customer:
    return Customer.objects.get(pk=case.customer_id)


def rows_of(case, **those):
    rows = Notification.objects.filter(thread=case.reference, **those)
    return {*rows.values_list("event", "channel", "state", "reason")}


def test_a_look_changes_nothing_and_shows_what_holds_now(client):
    customer = make_customer(
        locale="zh-CN", quiet_from=time(22), quiet_until=time(7), only_essential=True
    )
    case = case_of(customer=customer)

    page = client.get(f"{address_of(case)}choices/").text

    assert '<html lang="zh-Hans">' in page
    assert re.search(r'value="zh-hans"[^>]* checked', page)
    assert 'name="quiet_from" value="22:00"' in page
    assert 'name="few" value="1" checked' in page
    assert not case.events.filter(kind="wishes").exists()
    assert customer.email not in page
    assert customer.phone not in page


def test_what_they_choose_is_kept_told_on_the_timeline_and_shown_to_agents(client):
    case = case_of()

    answer = choose(
        client, case, language="zh-hans", channel="sms", quiet_from="22:00", quiet_until="07:30",
        zone="Europe/London", few="1",
    )  # fmt: skip

    assert answer["Location"] == f"{address_of(case)}choices/?lang=zh-hans&saved=1"
    assert 'role="status"' in client.get(answer["Location"]).text
    customer = customer_of(case)
    assert (customer.wants_email, customer.wants_sms) == (False, True)
    assert (customer.quiet_from, customer.quiet_until) == (time(22), time(7, 30))
    assert (customer.chosen_language, customer.chosen_zone) == ("zh-hans", "Europe/London")
    assert customer.only_essential
    line = case.events.get(kind="wishes")
    assert line.actor is None
    assert [name for name, *_values in line.values["changes"]] == [
        "language", "channels", "quiet", "zone", "few",
    ]  # fmt: skip
    assert Case.objects.get(pk=case.pk).language == "zh-hans"
    desk = sign_in(Client(), make_agent()).get(f"/cases/{case.reference}/").text
    told = "Language: Simplified Chinese · Wants: SMS · Quiet hours: 22:00–07:30"
    assert f"{told} · Time zone: Europe/London · Fewer messages" in desk
    assert "<dt>Wants</dt><dd>only SMS</dd>" in desk
    assert "<dt>Quiet hours</dt><dd>22:00–07:30</dd>" in desk


def test_the_same_again_changes_nothing_and_who_changes_nothing_stays_as_payments_say(client):
    case = case_of()

    choose(client, case)

    assert not case.events.filter(kind="wishes").exists()
    assert customer_of(case).chosen_language == customer_of(case).chosen_zone == ""
    for _again in range(2):
        choose(client, case, few="1")
    assert case.events.filter(kind="wishes").count() == 1


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"quiet_from": "22:00"}, "Please enter both times"),
        ({"quiet_from": "late", "quiet_until": "07:00"}, "Please write a time of day like 22:00."),
        ({"quiet_from": "08:00", "quiet_until": "23:00"}, "14 hours at most"),
    ],
)
def test_hours_that_can_t_be_kept_are_refused_with_the_reason_and_nothing_changes(
    client, given, why
):
    case = case_of()

    answer = choose(client, case, few="1", **given)

    assert answer.status_code == 422
    assert why in answer.text
    assert not customer_of(case).only_essential


@pytest.mark.parametrize(
    "given", [{"language": "fr"}, {"zone": "Mars/Olympus"}, {"channel": "pigeon"}]
)
def test_what_is_not_offered_can_not_be_chosen(client, given):
    case = case_of()

    assert choose(client, case, few="1", **given).status_code == 422
    assert not customer_of(case).only_essential


def test_times_may_be_typed_in_full_width_signs(client):
    case = case_of(locale="zh-CN")

    choose(client, case, language="zh-hans", quiet_from="２２：００", quiet_until="０７：００")

    assert customer_of(case).quiet_from == time(22)


@pytest.mark.parametrize("kind", ["no phone", "suppressed"])
def test_who_is_reached_one_way_only_is_asked_of_no_other(client, kind):
    customer = make_customer(**({"phone": ""} if kind == "no phone" else {}))
    if kind == "suppressed":
        Suppression.objects.create(
            channel="sms", address=customer.phone, why="stopped", created_at=NOW
        )
    case = case_of(customer=customer)

    page = client.get(f"{address_of(case)}choices/").text
    choose(client, case, channel="sms")

    assert 'name="channel"' not in page
    assert customer_of(case).wants_email


def test_what_waits_goes_the_way_and_in_the_language_that_they_choose(client):
    case = case_of(customer=make_customer(wants_sms=False))
    tell_customer(case, "case-opened", now=NOW)
    english = Notification.objects.get()

    choose(client, case, channel="sms", language="zh-hans")

    assert rows_of(case) == {
        ("case-opened", "email", "cancelled", ""), ("case-opened", "sms", "queued", ""),
    }  # fmt: skip
    sms = Notification.objects.get(channel="sms")
    assert sms.language == "zh-hans"
    assert sms.context["what_happened"] != english.context["what_happened"]


def test_what_waits_on_both_ways_is_sent_by_the_one_they_want_only(client):
    case = case_of()
    tell_customer(case, "case-opened", now=NOW)

    choose(client, case, channel="email")

    found = [
        check(row, timezone.now()).reason
        for row in Notification.objects.select_related("customer").order_by("channel")
    ]
    assert found == ["", "opted_out"]


def test_who_wants_fewer_messages_hears_no_progress_but_what_asks_and_the_end(client):
    case = case_of()
    choose(client, case, few="1")
    case = Case.objects.select_related("customer", "payment__channel").get(pk=case.pk)

    move_case(case, Status.WAITING_BANK, now=NOW)
    for event in ("waiting-bank", "bank-overdue", "case-resolved", "reminder"):
        tell_customer(case, event, now=NOW)

    states = {(event, state) for event, _channel, state, _reason in rows_of(case)}
    assert states >= {("waiting-bank", "cancelled"), ("bank-overdue", "cancelled")}
    assert ("reminder", "queued") in states
    assert ("case-resolved", "cancelled") not in states


def test_who_wants_fewer_messages_still_hears_that_there_is_a_case_and_in_its_present_state():
    customer = make_customer(only_essential=True)
    case = make_case(customer=customer)  # nobody was told of it yet
    tell_customer(case, "case-opened", now=NOW)
    before = Notification.objects.filter(channel="email").get().context["what_next"]

    case = Case.objects.select_related("customer", "payment__channel").get(pk=case.pk)
    move_case(case, Status.WAITING_BANK, now=NOW)
    tell_customer(case, "waiting-bank", now=NOW + timedelta(minutes=1))

    opened = Notification.objects.get(channel="email", event="case-opened")
    assert opened.state == "queued"
    assert opened.context["what_next"] != before


def test_the_first_word_to_who_wants_fewer_is_that_there_is_a_case():
    case = make_case(customer=make_customer(only_essential=True))
    case.is_fresh = True

    tell_customer(case, "waiting-bank", now=NOW)

    assert {event for event, *_rest in rows_of(case, state="queued")} == {"case-opened"}


def test_wishes_by_the_link_of_a_merged_case_are_told_on_the_kept_one(client):
    kept, merged = case_of(), case_of()
    Case.objects.filter(pk=merged.pk).update(customer=kept.customer)
    merged.refresh_from_db()
    address = address_of(merged)
    merge_cases(kept, merged, now=NOW, actor=make_agent())

    client.post(f"{address}choices/", ALL | {"few": "1"})

    assert kept.events.filter(kind="wishes").count() == 1


@pytest.mark.parametrize("kind", ["unknown", "ended", "cut"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_has_no_valid_link_reads_what_all_do_and_changes_nothing(client, kind, method):
    case = case_of()
    address = {"unknown": "/s/nonsense/", "cut": f"{address_of(case)[:-4]}/"}.get(
        kind, address_of(case)
    )
    if kind == "ended":
        revoke_link(case, NOW)

    answer = getattr(client, method)(f"{address}choices/", ALL | {"few": "1"})

    assert answer.status_code == (410 if kind == "ended" else 404)
    assert case.reference not in answer.text
    assert not customer_of(case).only_essential
    assert answer["Cache-Control"] == "private, no-store"


def test_the_page_needs_no_cookie_is_small_and_leads_back(client):
    program = Client(enforce_csrf_checks=True)
    case = case_of()

    shown = program.get(f"{address_of(case)}choices/")

    assert len(shown.content) < 20_000
    assert f'href="{address_of(case)}?lang=en"' in shown.text
    assert choose(program, case, few="1").status_code == 302
    assert not program.cookies
    assert f'href="{address_of(case)}choices/?lang=en"' in program.get(address_of(case)).text


def test_every_zone_that_is_offered_has_a_name_in_both_languages():
    for language in ("en", "zh-hans"):
        labels = [label for _zone, label in zone_choices("Asia/Shanghai", language, NOW)]
        assert len(labels) == len({*labels}) == len(ZONES)
        assert not any("UTC" in label for label in labels)


def test_changes_of_a_day_are_bounded_and_the_last_one_holds(client, later):
    case = case_of()
    for number in range(MOST_A_DAY):
        assert choose(client, case, **({} if number % 2 else {"few": "1"})).status_code == 302

    refused = choose(client, case, few="1")

    assert refused.status_code == 422
    assert "You have changed this often today." in refused.text
    assert not customer_of(case).only_essential
    later(hours=24)
    assert choose(client, case, few="1").status_code == 302


def test_looking_and_choosing_ask_the_database_a_set_number_of_times(
    client, django_assert_num_queries
):
    case = case_of()
    address = f"{address_of(case)}choices/"

    with django_assert_num_queries(5):
        client.get(address)
    with django_assert_num_queries(14):
        client.post(address, ALL | {"few": "1"})
