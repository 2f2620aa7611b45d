"""After the end, on the customer's page: how it went in one tap, and that it is not solved."""

from datetime import timedelta

import pytest
from django.test import Client

from support.cases.links import revoke_link
from support.cases.models import Case, Status, WaitingRules
from support.surveys.models import Survey, SurveyRules
from tests.factories import NOW, make_customer
from tests.portal.world import address_of, case_of, make_cause
from tests.portal.writing import write
from tests.stored.making import lie_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    return lie_in(tmp_path, monkeypatch)


def ended(**overrides):
    return case_of(**{"status": Status.RESOLVED, "ending": "credited", **overrides})


def test_the_page_of_what_ended_offers_five_answers_as_links(client):
    case = ended()
    address = address_of(case)

    page = client.get(address).text

    for stars in range(1, 6):
        assert f'href="{address}survey/?stars={stars}&amp;lang=en">{stars}</a>' in page
    assert "survey/" not in client.get(address_of(case_of())).text


def test_a_link_that_a_mail_program_opens_records_nothing_and_shows_the_number_chosen(client):
    case = ended()

    shown = client.get(f"{address_of(case)}survey/", {"stars": "2"})
    client.head(f"{address_of(case)}survey/", {"stars": "5"})

    assert not Survey.objects.exists()
    assert 'value="2" required checked>' in shown.text
    assert shown.text.count("checked") == 1


def test_one_press_keeps_it_and_words_can_follow(client):
    case = ended()
    address = f"{address_of(case)}survey/"

    thanked = client.post(address, {"stars": "2"}, follow=True)

    assert Survey.objects.get().stars == 2
    assert "Thank you. We have your answer." in thanked.text
    assert "Is something still wrong? Tell us" in thanked.text
    assert "You can change your answer until 25 November 2026, 19:00." in thanked.text
    client.post(address, {"stars": "4", "words": "It has come.\r\nThanks."})
    assert Survey.objects.get().words == "It has come.\nThanks."
    page = client.get(address_of(case)).text
    assert "You answered 4 of 5." in page
    assert "?stars=" not in page


def test_in_chinese_it_is_asked_in_chinese(client):
    case = ended(locale="zh-CN")

    page = client.get(f"{address_of(case)}survey/", {"stars": "5"})

    assert page["Content-Language"] == "zh-Hans"
    assert '<html lang="zh-Hans">' in page.text


def test_what_is_no_answer_is_refused_and_words_stay(client):
    case = ended()

    answer = client.post(f"{address_of(case)}survey/", {"stars": "9", "words": "Hm."})

    assert answer.status_code == 422
    assert "Please choose one of the five answers." in answer.text
    assert ">Hm.</textarea>" in answer.text
    assert not Survey.objects.exists()


@pytest.mark.parametrize("kind", ["open", "silent", "duplicate", "few", "off", "long ago"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_where_nothing_is_asked_the_page_of_the_case_shows_and_nothing_is_kept(
    client, later, kind, method
):
    case = {
        "open": case_of,
        "silent": lambda: ended(cause=make_cause(disclosure="silent")),
        "duplicate": lambda: ended(ending="duplicate"),
        "few": lambda: ended(customer=make_customer(only_essential=True)),
    }.get(kind, ended)()
    if kind == "off":
        SurveyRules.objects.create(pk=1, is_on=False)
    if kind == "long ago":
        later(days=30)

    answer = getattr(client, method)(f"{address_of(case)}survey/", {"stars": "3"})

    assert answer.status_code == 302
    assert answer["Location"] == f"{address_of(case)}?lang={case.contact.language}"
    assert "?stars=" not in client.get(address_of(case)).text
    assert not Survey.objects.exists()


def test_after_a_week_it_shows_that_it_is_kept_and_takes_no_other(client, later):
    case = ended()
    address = f"{address_of(case)}survey/"
    client.post(address, {"stars": "2"})
    later(days=7)

    shown, refused = client.get(address), client.post(address, {"stars": "5"})

    assert "It can no longer be changed." in shown.text
    assert refused.status_code == 422
    assert Survey.objects.get().stars == 2


@pytest.mark.parametrize("kind", ["unknown", "ended", "cut"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_has_no_valid_link_reads_what_all_do_and_answers_nothing(client, kind, method):
    case = ended()
    address = {"unknown": "/s/nonsense/", "cut": f"{address_of(case)[:-4]}/"}.get(
        kind, address_of(case)
    )
    if kind == "ended":
        revoke_link(case, NOW)

    answer = getattr(client, method)(f"{address}survey/", {"stars": "3"})

    assert answer.status_code == (410 if kind == "ended" else 404)
    assert case.reference not in answer.text
    assert answer["Cache-Control"] == "private, no-store"
    assert not Survey.objects.exists()


def test_it_needs_no_cookie(client):
    program = Client(enforce_csrf_checks=True)

    assert program.post(f"{address_of(ended())}survey/", {"stars": "3"}).status_code == 302
    assert not program.cookies


def test_not_solved_takes_the_case_up_again_once_with_words_or_without(client):
    case = ended(ending="cannot_be_done")
    assert 'name="unsolved"' in client.get(address_of(case)).text

    write(client, case, "", unsolved="1")

    case.refresh_from_db()
    assert (case.status, case.ending) == (Status.OPEN, "")
    assert case.messages.get().body == "Something is still wrong."
    assert case.events.filter(kind="reopened").count() == 1
    assert 'name="unsolved"' not in client.get(address_of(case)).text


def test_the_words_beside_it_go_with_it(client):
    case = ended()

    write(client, case, "Half of it came.", unsolved="1")

    assert case.messages.get().body == "Something is still wrong.\n\nHalf of it came."


@pytest.mark.parametrize("days", [29, 30])
def test_within_the_days_that_a_lead_sets_and_later_it_says_how_to_reach_us(client, later, days):
    case = ended(resolved_at=NOW + timedelta(hours=1))
    later(days=days)

    page = client.get(address_of(case)).text

    assert ('name="unsolved"' in page) == (days < 30)
    assert ("Your case ended some time ago." in page) == (days == 30)
    WaitingRules.objects.create(pk=1, reopen_within_days=60)
    assert 'name="unsolved"' in client.get(address_of(case)).text


def test_of_what_only_people_write_about_nothing_is_offered(client):
    case = ended(cause=make_cause(disclosure="silent"))

    page = client.get(address_of(case)).text

    assert 'id="after"' not in page
    assert 'name="unsolved"' not in page


def test_who_is_still_asked_for_something_says_that_they_did_it(client):
    case = ended(ending="customer_must_act", cause=make_cause())

    page = client.get(address_of(case)).text

    assert 'name="done"' in page
    assert 'name="unsolved"' not in page


def test_the_page_of_the_survey_asks_the_database_a_set_number_of_times(
    client, django_assert_num_queries
):
    case = ended()
    client.get(address_of(case))

    with django_assert_num_queries(5):
        client.get(f"{address_of(case)}survey/")
    with django_assert_num_queries(10):
        client.get(address_of(case))
    assert Case.objects.get(pk=case.pk).is_done
