"""Banks one talks with: who can be reached now, meetings, minutes, and what is to be done."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from support.inquiries.models import Bank
from support.lead.retention.purging import purge
from support.liaison.models import Action, Contact, Meeting, Minutes
from support.retention.models import Retention
from support.staff.roles import Role
from tests.factories import NOW, make_agent, sign_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAGE = "/lead/liaison/"


@pytest.fixture
def bank():
    return Bank.objects.create(
        slug="north", name_en="North Bank", name_zh="北行", calendar="GB", time_zone="Europe/London"
    )


@pytest.fixture
def lead():
    person = make_agent("lena", first_name="Lena", last_name="Fern")
    person.groups.add(Group.objects.get(name=Role.LEAD))
    return person


@pytest.fixture
def desk(lead, client):
    return sign_in(client, lead)


def a_contact(bank, **overrides):
    values = {
        "name": "Ola Reed", "time_zone": "America/New_York", "weekdays": [0, 1, 2, 3, 4],
        "opens_at": time(9), "closes_at": time(17),
    }  # fmt: skip
    return Contact.objects.create(bank=bank, **(values | overrides))


def a_meeting(bank, **overrides):
    values = {
        "title": "Monthly", "first_on": date(2026, 3, 4), "begins_at": time(10),
        "time_zone": "Europe/Berlin", "every_weeks": 4,
    }  # fmt: skip
    return Meeting.objects.create(bank=bank, **(values | overrides))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 11, 18, 14, 0, tzinfo=UTC), True),  # 9 in New York
        (datetime(2026, 11, 18, 13, 59, tzinfo=UTC), False),
        (datetime(2026, 7, 1, 13, 0, tzinfo=UTC), True),  # summer time
        (datetime(2026, 11, 18, 22, 0, tzinfo=UTC), False),  # the closing minute itself
        (datetime(2026, 11, 21, 15, 0, tzinfo=UTC), False),  # a Saturday
        (datetime(2026, 12, 25, 15, 0, tzinfo=UTC), False),  # a holiday of the bank
    ],
)
def test_a_contact_is_reached_by_their_own_clock(bank, moment, is_open):
    assert a_contact(bank).is_open(moment) is is_open


def test_a_meeting_comes_back_on_its_wall_clock(bank):
    meeting = a_meeting(bank)

    assert meeting.next_at(datetime(2026, 1, 1, tzinfo=UTC)) == datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert meeting.next_at(datetime(2026, 3, 4, 9, 1, tzinfo=UTC)) == datetime(
        2026, 4, 1, 8, tzinfo=UTC
    )  # summer time
    meeting.until_on = date(2026, 4, 1)
    assert meeting.next_at(datetime(2026, 4, 1, 8, 0, tzinfo=UTC)) is not None
    assert meeting.next_at(datetime(2026, 4, 1, 8, 1, tzinfo=UTC)) is None


def test_a_lead_writes_down_who_is_reached_and_what_was_agreed(desk, bank, lead):
    desk.post(f"{PAGE}north/contacts/new/", {
        "name": "Ola Reed", "time_zone": "Europe/London", "opens_at": "00:00",
        "closes_at": "23:59", "weekdays": list(range(7)), "phone": "+44 7700 900123",
    })  # fmt: skip
    desk.post(f"{PAGE}north/meetings/new/", {
        "title": "Monthly", "first_on": "2026-01-07", "begins_at": "10:00",
        "time_zone": "Europe/London", "every_weeks": "4",
    })  # fmt: skip
    desk.post(f"{PAGE}north/minutes/new/", {"held_on": "2026-11-04", "body": "Traces take long."})
    due = (timezone.localdate() - DAY).isoformat()
    desk.post(
        f"{PAGE}north/actions/new/", {"words": "Send the list", "owner": lead.pk, "due_on": due}
    )

    page = desk.get(f"{PAGE}north/").text
    for words in ("Ola Reed", "Monthly", "Traces take long.", "Send the list"):
        assert words in page
    assert Minutes.objects.get().author == lead
    assert "1 action agreed with a bank is overdue" in desk.get(PAGE).text
    assert "1 action agreed with a bank is overdue" in desk.get("/lead/").text
    action = Action.objects.get()
    desk.post(f"{PAGE}north/actions/{action.pk}/", {"done": "1"})
    action.refresh_from_db()
    assert action.done_at is not None
    assert "overdue:" not in desk.get("/lead/").text
    contact = Contact.objects.get()
    desk.post(f"{PAGE}north/contacts/{contact.pk}/", {"remove": "1"})
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("contacts", {"name": "x", "time_zone": "Mars", "opens_at": "09:00", "closes_at": "10:00",
                      "weekdays": "0"}),
        ("contacts", {"name": "x", "time_zone": "UTC", "opens_at": "10:00", "closes_at": "09:00",
                      "weekdays": "0"}),
        ("minutes", {"held_on": "2026-11-04", "body": ""}),
        ("actions", {"words": "x", "owner": "0", "due_on": "2026-11-04"}),
    ],
)  # fmt: skip
def test_what_can_be_none_is_refused(desk, bank, kind, told):
    assert desk.post(f"{PAGE}north/{kind}/new/", told).status_code == 422
    assert not Contact.objects.exists()
    assert not Action.objects.exists()


def test_a_row_of_another_bank_is_not_there(desk, bank):
    Bank.objects.create(slug="south", name_en="South", name_zh="南行", calendar="GB")
    contact = a_contact(bank)

    assert desk.get(f"{PAGE}south/contacts/{contact.pk}/").status_code == 404
    assert desk.get(f"{PAGE}north/nonsense/new/").status_code == 404


def test_the_list_asks_the_same_however_many_banks_there_are(
    desk, bank, lead, django_assert_num_queries
):
    def fill(number):
        one = Bank.objects.create(
            slug=f"b{number}", name_en="B", name_zh="行", calendar="GB", time_zone="Europe/London"
        )
        a_contact(one)
        a_meeting(one)
        Action.objects.create(bank=one, words="x", owner=lead, due_on=NOW.date())

    fill(0)
    desk.get(PAGE)
    with django_assert_num_queries(8):
        desk.get(PAGE)
    for number in range(1, 5):
        fill(number)
    with django_assert_num_queries(8):
        desk.get(PAGE)


def test_an_agent_opens_none_of_it(client, bank):
    page = sign_in(client, make_agent())

    assert page.get(PAGE).status_code == 403
    assert page.get(f"{PAGE}north/pack/").status_code == 403


def test_minutes_and_what_was_done_go_after_the_days_that_a_lead_enters(bank, lead):
    old, young = NOW - 91 * DAY, NOW - 89 * DAY
    for at in (old, young):
        Minutes.objects.create(bank=bank, held_on=at.date(), body="Said.", written_at=at)
        Action.objects.create(bank=bank, words="Done.", owner=lead, due_on=at.date(), done_at=at)
    to_do = Action.objects.create(bank=bank, words="Call.", owner=lead, due_on=old.date())

    purge(NOW)
    assert (Minutes.objects.count(), Action.objects.count()) == (2, 3)
    Retention.objects.create(kind="bank_talks", days=90)
    purge(NOW)

    assert Minutes.objects.get().written_at == young
    assert set(Action.objects.values_list("pk", "done_at")) == {
        (to_do.pk, None), (Action.objects.get(done_at=young).pk, young),
    }  # fmt: skip
