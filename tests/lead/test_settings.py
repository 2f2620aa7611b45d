"""Who writes, as a lead enters it."""

import pytest

from support.audit.models import Entry
from support.audit.services import record
from support.brand.models import BrandVersion, Market
from support.brand.reading import brand_of
from tests.brand.making import enter
from tests.factories import NOW, make_agent, sign_in

HARBOUR = {"name": "Harbourlight", "reply_address": "help@harbour.test", "phone": "", "hours": "",
    "postal_address": "1 Quay", "note": "New", "seen": "0"}  # fmt: skip


def typed(**changes):
    return HARBOUR | changes


def test_what_is_saved_is_in_force_and_in_the_history(desk, lead):
    answer = desk.post("/settings/en/", typed())

    assert (answer.status_code, answer["Location"]) == (302, "/settings/en/")
    assert brand_of("en").name == "Harbourlight"
    page = desk.get("/settings/en/").text
    assert 'value="help@harbour.test"' in page
    assert "<q>New</q>" in page
    assert "Lena Fern" in page
    assert BrandVersion.objects.get().author == lead


def test_an_empty_log_says_what_it_would_hold(desk):
    desk.post("/settings/en/", typed())

    assert "Nothing was taken out or changed yet." in desk.get("/settings/log/").text
    assert "No line of this kind yet." in desk.get("/settings/log/?kind=export_begun").text


def test_the_log_says_that_the_customer_took_a_file_where_nobody_was_signed_in(desk, lead):
    for actor in (None, lead):
        record(Entry.Kind.FILE_TAKEN, actor=actor, now=NOW, name="CW-00000001", file="one")

    page = desk.get("/settings/log/?kind=file_taken").text

    assert page.count("CW-00000001 · one") == 2
    assert "<td>The customer</td>" in page
    assert "<td>Lena Fern</td>" in page


def test_a_mail_and_an_sms_stand_beside_the_form_as_customers_read_them(desk):
    enter("all", name="Harbourlight", reply_address="help@harbour.test")
    enter("zh-hans", name="海港支付")

    everywhere, chinese = desk.get("/settings/").text, desk.get("/settings/zh-hans/").text

    assert "The Harbourlight support team" in everywhere
    assert "Harbourlight CW-4T7KQ2MZ: " in everywhere
    assert "【海港支付】" in chinese
    assert "海港支付客服团队" in chinese
    assert "Casewalk support team" not in everywhere
    assert "Please do not reply to this e-mail" not in everywhere
    assert "write to help@harbour.test" in everywhere
    assert "海港支付 &lt;" in chinese


def test_a_preview_shows_what_is_typed_and_saves_nothing(desk):
    part = desk.post("/settings/en/preview/", typed(), headers={"HX-Request": "true"}).text
    page = desk.post("/settings/en/preview/", typed()).text

    for text in (part, page):
        assert "The Harbourlight support team" in text
    assert part.lstrip().startswith("<section")
    assert 'value="Harbourlight"' in page
    assert not BrandVersion.objects.exists()


def test_the_day_of_the_samples_is_still_to_come_in_both_languages(desk):
    english, chinese = (desk.get(f"/settings/{code}/").text for code in ("en", "zh-hans"))

    assert "by 4 March 2026" in english
    assert "最迟2026年3月4日" in chinese
    assert "未能做到" not in chinese


@pytest.mark.parametrize(
    ("field", "word"), [("name", "Pay【甲】"), ("reply_address", "help"), ("phone", "x" * 500)]
)
def test_what_cannot_be_used_is_said_at_its_field_and_stays_typed(desk, field, word):
    answer = desk.post("/settings/en/", typed(**{field: word}))

    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 1
    assert word[:41] in answer.text
    assert not BrandVersion.objects.exists()


def test_what_somebody_saved_meanwhile_is_not_written_over(desk):
    enter("en", name="Theirs")

    answer = desk.post("/settings/en/", typed())

    assert answer.status_code == 409
    assert 'value="Harbourlight"' in answer.text
    assert "saved version 1 while you wrote" in answer.text
    assert brand_of("en").name == "Theirs"
    assert desk.post("/settings/en/", typed(seen="1")).status_code == 302


def test_an_empty_field_shows_what_holds_instead(desk):
    enter("all", name="Harbourlight", phone="95588")

    page = desk.get("/settings/zh-hans/").text

    assert 'placeholder="Harbourlight"' in page
    assert 'placeholder="95588"' in page


def test_it_says_that_nobody_can_answer(desk):
    assert "only write to us on their status page" in desk.get("/settings/").text

    enter("all", name="Harbourlight", phone="95588")

    assert "only write to us on their status page" not in desk.get("/settings/").text


@pytest.mark.parametrize("seen", ["", "x", "-1"])
def test_a_form_that_says_not_what_it_saw_is_refused(desk, seen):
    assert desk.post("/settings/en/", typed(seen=seen)).status_code == 422


def test_there_are_no_other_markets(desk):
    assert desk.get("/settings/fr/").status_code == 404


def test_only_leads_may_see_and_change_it(client, db):
    for market in Market.values:
        assert client.get(f"/settings/{market}/").status_code == 302
    agent = sign_in(client, make_agent("ada"))

    assert agent.get("/settings/").status_code == 403
    assert agent.post("/settings/en/", typed()).status_code == 403
    assert not BrandVersion.objects.exists()


def test_the_history_costs_the_same_whatever_its_length(desk, django_assert_max_num_queries):
    enter("en", name="Harbourlight")
    for number in range(1, 6):
        desk.post("/settings/en/", typed(name=f"Harbour {number}", seen=str(number)))

    with django_assert_max_num_queries(10):
        desk.get("/settings/en/")
