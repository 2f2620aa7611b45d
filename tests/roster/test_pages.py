"""The roster's page: what everybody sees of it, and who may change what."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from support.desk.models import AgentPreference
from support.roster.changing import answer_swap, ask_swap, duty_named, hand_over, see_note
from support.roster.models import Cover, Feed, HandOver, Rule, Shift, Swap
from support.roster.services import on_duty
from support.staff.models import AgentProfile
from support.staff.roles import Role, TeamRole
from tests.factories import NOW, make_agent, sign_in
from tests.roster.world import a_cover, a_rule, a_team
from tests.waiting import done_once_changed

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PAGE = "/lead/roster/"


@pytest.fixture
def lead():
    person = make_agent("lena", first_name="Lena", last_name="Fern")
    person.groups.add(Group.objects.get(name=Role.LEAD))
    return person


@pytest.fixture
def desk(lead, client):
    return sign_in(client, lead)


@pytest.fixture
def team():
    return a_team()


def member(team, name):
    person = make_agent(name, first_name=name.title(), last_name="Hill")
    team.memberships.create(user=person, role=TeamRole.AGENT)
    return person


def duty_of(rule, day):
    return duty_named(f"rule-{rule.pk}-{day}")


def test_the_page_shows_who_is_on_duty_and_what_nobody_covers(desk, team):
    amy = make_agent("amy", first_name="Amy", last_name="Hill")
    a_rule(team, "00:00", "00:00", person=amy, from_on=timezone.localdate() - DAY)
    a_cover(team, language="zh-hans", from_on=timezone.localdate())
    assert "Nobody is on duty in" not in desk.get(PAGE).text

    AgentProfile.objects.create(user=amy, languages=["en"])
    page = desk.get(PAGE).text

    assert "<strong>Amy Hill</strong>" in page
    assert "Nobody is on duty in 1 gap:" in page


def test_another_fortnight_can_be_looked_at(desk, team):
    a_rule(team, "06:00", "14:00", from_on=timezone.localdate() + 20 * DAY)
    ahead = timezone.localdate() + 14 * DAY

    assert 'class="shift"' not in desk.get(PAGE).text
    assert 'class="shift"' in desk.get(PAGE, {"from": ahead.isoformat()}).text
    assert 'class="shift"' not in desk.get(PAGE, {"from": "1500-01-01"}).text


def test_the_page_asks_the_same_however_much_there_is(desk, team, django_assert_num_queries):
    def fill():
        rule = a_rule(team, "06:00", "14:00", person=member(team, f"p{Rule.objects.count()}"))
        a_cover(team, zone="Asia/Shanghai")
        hand_over(team, "All quiet.", actor=rule.person, now=NOW)
        duty = duty_of(rule, timezone.localdate() + DAY)
        ask_swap(duty, member(team, f"q{rule.pk}"), actor=rule.person, now=timezone.now())

    fill()
    desk.get(PAGE)
    with django_assert_num_queries(12):
        desk.get(PAGE)
    for _number in range(4):
        fill()
    with django_assert_num_queries(12):
        desk.get(PAGE)


def test_a_year_is_read_in_as_many_queries_as_a_day(desk, team, django_assert_num_queries):
    for _number in range(5):
        a_rule(team, "06:00", "14:00", from_on=timezone.localdate())
    a_cover(team, "06:00", "15:00", from_on=timezone.localdate())
    desk.get("/lead/roster/year/")

    with django_assert_num_queries(6):
        page = desk.get("/lead/roster/year/").text

    assert "Nobody is on duty in 36" in page
    assert page.count('<th scope="row">') == 5


def test_a_lead_plans_a_weekly_shift_and_lets_it_end(desk, team, lead):
    amy = member(team, "amy")
    today = timezone.localdate()
    told = {
        "team": team.pk, "person": amy.pk, "language": "", "zone": "Europe/Berlin",
        "weekdays": ["0", "6"], "begins_at": "22:00", "ends_at": "06:00", "from_on": "2026-01-05",
        "calendar": "", "on_holidays": "usual", "every_weeks": "1",
    }  # fmt: skip

    answer = desk.post("/lead/roster/plan/rules/new/", told)

    assert answer.status_code == 302
    rule = Rule.objects.get()
    assert (rule.person, rule.weekdays, rule.begins_at.hour) == (amy, [0, 6], 22)
    page = desk.get(f"/lead/roster/plan/rules/{rule.pk}/").text
    assert 'value="22:00"' in page
    assert 'value="2026-01-05"' in page
    desk.post(f"/lead/roster/plan/rules/{rule.pk}/", {"end": "1"})
    rule.refresh_from_db()
    assert rule.until_on == today - DAY  # what was worked stays on the record


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("zone", "Mars/Olympus"),
        ("calendar", "XX"),
        ("on_holidays", "off"),
        ("weekdays", "7"),
        ("begins_at", "25:00"),
        ("until_on", "2025-01-01"),
        ("every_weeks", "0"),
        ("person", "0"),
    ],
)
def test_what_is_no_shift_is_refused_beside_its_field(desk, team, field, value):
    told = {
        "team": team.pk, "person": member(team, "amy").pk, "zone": "Europe/Berlin",
        "weekdays": ["0"], "begins_at": "22:00", "ends_at": "06:00", "from_on": "2026-01-05",
        "on_holidays": "usual", "every_weeks": "1",
    }  # fmt: skip

    answer = desk.post("/lead/roster/plan/rules/new/", told | {field: value})

    assert answer.status_code == 422
    assert not Rule.objects.exists()


def test_a_shift_that_somebody_has_already_is_said_before_it_is_saved(desk, team):
    amy, today = member(team, "amy"), timezone.localdate()
    rule = a_rule(team, "22:00", "06:00", person=amy, from_on=today)
    told = {
        "team": team.pk, "person": amy.pk, "zone": "Europe/Berlin", "weekdays": ["0"],
        "begins_at": "05:00", "ends_at": "07:00", "from_on": today, "on_holidays": "usual",
        "every_weeks": "1",
    }  # fmt: skip
    new, words = "/lead/roster/plan/rules/new/", "Amy Hill has another shift in this team"

    answer = desk.post(new, told)
    assert answer.status_code == 422
    assert words in answer.text
    assert f"/lead/roster/duties/rule-{rule.pk}-" in answer.text
    day = today + 3 * DAY
    single = {"begins_at": f"{day}T23:30", "ends_at": f"{day + DAY}T00:30"}
    assert words in desk.post("/lead/roster/plan/shifts/new/", told | single).text
    assert Rule.objects.count() + Shift.objects.count() == 1

    for other in ({"begins_at": "06:00"}, {"person": member(team, "bo").pk}, {"twice": "1"}):
        assert desk.post(new, told | other).status_code == 302
    same = told | {"weekdays": ["6"], "begins_at": "22:00", "ends_at": "05:30"}
    assert words in desk.post(f"/lead/roster/plan/rules/{rule.pk}/", same).text  # which was saved
    Rule.objects.filter(begins_at="05:00", person=amy).delete()
    assert desk.post(f"/lead/roster/plan/rules/{rule.pk}/", same).status_code == 302


def test_shifts_in_two_languages_or_teams_double_nothing(desk, team):
    amy, today, other = member(team, "amy"), timezone.localdate(), a_team("Other")
    a_rule(team, "08:00", "16:00", person=amy, from_on=today, language="en")
    told = {
        "team": team.pk, "person": amy.pk, "zone": "Europe/Berlin", "weekdays": ["0", "1"],
        "begins_at": "08:00", "ends_at": "16:00", "from_on": today, "on_holidays": "usual",
        "every_weeks": "1",
    }  # fmt: skip

    codes = [
        desk.post("/lead/roster/plan/rules/new/", told | given).status_code
        for given in ({"language": "zh-hans"}, {"team": other.pk}, {"language": ""})
    ]

    assert codes == [302, 302, 422]


def test_a_zone_is_chosen_by_the_name_of_its_time(desk, team):
    page = desk.get("/lead/roster/plan/rules/new/").text
    assert '<option value="Asia/Shanghai">Beijing time ' in page
    assert 'maxlength="40"' not in page
    rule = a_rule(team, "06:00", "14:00", zone="Europe/Vienna")  # which is not among the offered
    page = desk.get(f"/lead/roster/plan/rules/{rule.pk}/").text
    assert '<option value="Europe/Vienna" selected>Vienna time ' in page
    page = desk.get(reverse("lead-bank-new")).text
    assert '<option value="" selected>---------</option>' in page
    assert '<option value="Asia/Shanghai">Beijing time ' in page


def test_gaps_that_come_back_by_the_week_are_one_line_of_the_year(desk, team):
    first = timezone.localdate() + DAY
    sunday = first + timedelta(days=(6 - first.weekday()) % 7)
    a_cover(team, "04:00", "06:00", weekdays=[6], from_on=first)
    begins = datetime.combine(sunday, time(4), ZoneInfo("Europe/Berlin"))
    AgentPreference.objects.create(
        user=User.objects.get(username="lena"), language="en", time_zone="Europe/Berlin"
    )

    page = desk.get("/lead/roster/year/").text
    assert page.count("every Sunday 04:00 – 06:00") == 1
    assert "</a>, 52 times (" in page
    there = {"team": team, "person": make_agent()}
    for week in (1, 10):  # which leaves one alone, eight, and the others
        at = begins + timedelta(weeks=week)
        Shift.objects.create(begins_at=at, ends_at=at + 2 * HOUR, **there)
    page = desk.get("/lead/roster/year/").text
    assert "Nobody is on duty in 50 gaps" in page
    assert "</a>, 8 times (" in page
    assert "</a>, 41 times (" in page
    assert page.count("every Sunday 04:00 – 06:00") == 2


def test_hours_to_cover_and_single_shifts_are_entered_too(desk, team):
    amy = member(team, "amy")
    desk.post("/lead/roster/plan/covers/new/", {
        "team": team.pk, "zone": "Asia/Shanghai", "weekdays": list(range(7)), "begins_at": "00:00",
        "ends_at": "00:00", "from_on": "2026-01-05", "on_holidays": "usual", "language": "zh-hans",
    })  # fmt: skip
    desk.post("/lead/roster/plan/shifts/new/", {
        "team": team.pk, "person": amy.pk, "begins_at": "2026-12-24T18:00",
        "ends_at": "2026-12-25T06:00",
    })  # fmt: skip

    assert Cover.objects.get().language == "zh-hans"
    shift = Shift.objects.get()
    assert (shift.ends_at - shift.begins_at) == 12 * HOUR
    desk.post(f"/lead/roster/plan/shifts/{shift.pk}/", {"end": "1"})
    assert not Shift.objects.exists()


def test_who_leads_one_team_plans_for_no_other(team):
    rita, other = make_agent("rita"), a_team("Other")
    team.memberships.create(user=rita, role=TeamRole.LEAD)
    rule = a_rule(other, "06:00", "14:00")
    page = sign_in(Client(), rita)

    assert page.get(f"/lead/roster/plan/rules/{rule.pk}/").status_code == 404
    assert page.get("/lead/roster/plan/rules/new/").text.count("<option") > 0
    assert "Other</option>" not in page.get("/lead/roster/plan/rules/new/").text


def test_a_swap_is_asked_by_one_and_taken_by_the_other(team):
    ann, ben = member(team, "ann"), member(team, "ben")
    rule = a_rule(team, "06:00", "14:00", person=ann)
    page = sign_in(Client(), ann)
    day = timezone.localdate() + 3 * DAY
    key = f"rule-{rule.pk}-{day}"

    page.post(f"/lead/roster/duties/{key}/", {"takes": "ben"})

    swap = Swap.objects.get()
    assert (swap.state, swap.gives, swap.takes) == ("asked", ann, ben)
    begins = datetime.combine(day, rule.begins_at, ZoneInfo("Europe/Berlin")).astimezone(UTC)
    assert on_duty(begins, team=team) == [ann]
    shown = sign_in(Client(), ben)
    assert "Ann Hill asks Ben Hill to take it." in shown.get(PAGE).text
    shown.post(f"/lead/roster/swaps/{swap.pk}/", {"answer": "yes"})
    assert on_duty(begins, team=team) == [ben]
    assert on_duty(begins + DAY, team=team) == [ann]
    assert "swapped" in shown.get(PAGE).text
    record = shown.get(f"/lead/roster/duties/{key}/").text
    assert "accepted" in record
    assert "Instead of" in record


def test_who_is_asked_for_a_shift_is_told_at_their_desk_and_anew_when_asked_again(team):
    ann, ben = member(team, "ann"), member(team, "ben")
    rule = a_rule(team, "06:00", "14:00", person=ann)
    day = timezone.localdate() + 3 * DAY
    page = sign_in(Client(), ben)

    for _time in range(2):
        swap = ask_swap(duty_of(rule, day), ben, actor=ann, now=timezone.now())
        shown = page.get(reverse("work")).text
        assert "1 escalation</a>" in shown
        assert 'You are asked to take a shift: <a href="/lead/roster/#swaps">Ann Hill' in shown
        page.post(reverse("escalations-seen"), {"newest": str(ben.escalations.get().pk)})
        answer_swap(swap, accepts=False, actor=ben, now=timezone.now())
    assert not ann.escalations.exists()


def test_a_lead_gives_a_shift_to_somebody_at_once(desk, team, lead):
    ann, ben = member(team, "ann"), member(team, "ben")
    rule = a_rule(team, "06:00", "14:00", person=ann)
    day = timezone.localdate() + DAY
    asked = ask_swap(duty_of(rule, day), ben, actor=ann, now=NOW)

    desk.post(f"/lead/roster/duties/rule-{rule.pk}-{day}/", {"takes": "ben"})

    asked.refresh_from_db()
    assert asked.state == "declined"
    newest = Swap.objects.first()
    assert (newest.state, newest.asked_by) == ("set", lead)
    assert duty_of(rule, day).person == ben


def test_what_can_be_no_swap_is_refused(team):
    ann, ben, stranger = member(team, "ann"), member(team, "ben"), make_agent()
    rule = a_rule(team, "06:00", "14:00", person=ann)
    duty = duty_of(rule, NOW.date())

    for takes, now, code in (
        (ben, NOW + DAY, "over"),
        (ann, NOW, "same"),
        (stranger, NOW, "not_in_team"),
    ):
        with pytest.raises(ValidationError) as refused:
            ask_swap(duty, takes, actor=ann, now=now)
        assert refused.value.code == code
    with pytest.raises(PermissionDenied):
        ask_swap(duty, ben, actor=ben, now=NOW)
    swap = ask_swap(duty, ben, actor=ann, now=NOW)
    with pytest.raises(ValidationError) as refused:
        ask_swap(duty, ben, actor=ann, now=NOW)
    assert refused.value.code == "asked"
    with pytest.raises(PermissionDenied):
        answer_swap(swap, accepts=True, actor=ann, now=NOW)
    with pytest.raises(PermissionDenied):
        answer_swap(swap, accepts=False, actor=stranger, now=NOW)
    with pytest.raises(ValidationError) as refused:
        answer_swap(swap, accepts=True, actor=ben, now=NOW + DAY)
    assert refused.value.code == "over"
    answer_swap(swap, accepts=False, actor=ann, now=NOW)  # who asked may take that back
    with pytest.raises(ValidationError) as refused:
        answer_swap(swap, accepts=True, actor=ben, now=NOW)
    assert refused.value.code == "settled"


def test_who_left_the_team_takes_no_shift_of_it(team):
    ann, ben = member(team, "ann"), member(team, "ben")
    rule = a_rule(team, "06:00", "14:00", person=ann)
    swap = ask_swap(duty_of(rule, NOW.date()), ben, actor=ann, now=NOW)
    ben.memberships.all().delete()

    with pytest.raises(ValidationError) as refused:
        answer_swap(swap, accepts=True, actor=ben, now=NOW)

    assert refused.value.code == "not_in_team"
    assert duty_of(rule, NOW.date()).person == ann
    answer_swap(swap, accepts=False, actor=ben, now=NOW)


def test_a_shift_that_ends_while_its_page_is_open_is_not_given_away(team):
    ann, ben = member(team, "ann"), member(team, "ben")
    rule = a_rule(team, "06:00", "14:00", person=ann)
    duty = duty_of(rule, NOW.date())
    rule.delete()

    with pytest.raises(ValidationError) as refused:
        ask_swap(duty, ben, actor=ann, now=NOW)

    assert refused.value.code == "gone"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_single", [False, True])
def test_two_who_give_the_same_shift_away_do_so_one_after_the_other(lead, team, is_single):
    """Whoever comes second sees whose it is by then: a shift is given by who has it."""
    ann, ben, cat = (member(team, name) for name in ("ann", "ben", "cat"))
    if is_single:
        shift = Shift.objects.create(team=team, person=ann, begins_at=NOW, ends_at=NOW + HOUR)
        duty = duty_named(f"shift-{shift.pk}")
    else:
        duty = duty_of(a_rule(team, "06:00", "14:00", person=ann), NOW.date())

    with done_once_changed(
        lambda: ask_swap(duty, ben, actor=lead, now=NOW),
        lambda: ask_swap(duty, cat, actor=ann, now=NOW),
    ) as second:
        pass

    with pytest.raises(PermissionDenied):
        second.result(timeout=10)
    assert Swap.objects.get().takes == ben


@pytest.mark.parametrize("key", [
    "", "rule", "rule-1", "rule-1-2026-02-31", "rule-x-2026-01-01", "shift-1-2026-01-01", "shift-",
    "shift-99999999999999999999", "rule-1-0001-01-01", "rule-1-9999-12-31", "nonsense-1",
])  # fmt: skip
def test_what_names_no_shift_is_none(team, key):
    a_rule(team, "06:00", "14:00", pk=1)

    assert duty_named(key) is None


def test_a_hand_over_note_is_unread_until_one_has_read_it(team):
    ann, ben = member(team, "ann"), member(team, "ben")
    page = sign_in(Client(), ann)

    page.post(
        "/lead/roster/notes/", {"team": team.pk, "body": "Bank X is slow.\n4111 1111 1111 1111"}
    )

    note = HandOver.objects.get()
    assert note.body.startswith("Bank X is slow.")
    assert "4111 1111" not in note.body
    assert "unread" not in page.get(PAGE).text  # one's own
    other = sign_in(Client(), ben)
    assert "unread" in other.get(PAGE).text
    other.post(f"/lead/roster/notes/{note.pk}/")
    see_note(note, actor=ben, now=NOW)  # a second time changes nothing
    assert "unread" not in other.get(PAGE).text
    assert note.seen.count() == 1


def test_an_empty_note_is_none(team):
    page = sign_in(Client(), member(team, "ann"))

    page.post("/lead/roster/notes/", {"team": team.pk, "body": "  "})
    assert page.post("/lead/roster/notes/", {"team": "0", "body": "x"}).status_code == 404

    assert not HandOver.objects.exists()


def test_a_calendar_address_works_until_it_is_renewed_or_ended(team):
    ann = member(team, "ann")
    a_rule(team, "06:00", "14:00", person=ann)
    page, anybody = sign_in(Client(), ann), Client()

    page.post("/lead/roster/feeds/", {})
    first = Feed.objects.get(revoked_at=None)
    address = reverse("roster-feed", args=[first.key])
    assert address in page.get(PAGE).text
    assert anybody.get(address).status_code == 200
    page.post("/lead/roster/feeds/", {})
    assert anybody.get(address).status_code == 404
    second = reverse("roster-feed", args=[Feed.objects.get(revoked_at=None).key])
    page.post("/lead/roster/feeds/", {"end": "1"})
    assert anybody.get(second).status_code == 404
    assert page.post("/lead/roster/feeds/", {"team": team.pk}).status_code == 404  # who leads it


def test_who_left_has_no_calendar(team):
    ann = member(team, "ann")
    feed = Feed.objects.create(person=ann, language="en", made_at=NOW)
    ann.is_active = False
    ann.save()

    assert Client().get(reverse("roster-feed", args=[feed.key])).status_code == 404


def test_whoever_looks_on_sees_the_roster_and_changes_nothing(team):
    viewer = make_agent()
    viewer.groups.add(Group.objects.get(name=Role.VIEWER))
    page = sign_in(Client(), viewer)

    assert page.get(PAGE).status_code == 200
    assert page.post("/lead/roster/notes/", {"team": team.pk, "body": "x"}).status_code == 403
    assert page.get("/lead/roster/plan/rules/new/").status_code == 403


def test_hours_around_the_clock_are_all_day(desk, team):
    a_cover(team)
    a_cover(team, "08:00", "08:00")

    shown = desk.get(PAGE).text

    assert "all day" in shown
    assert "00:00–00:00" not in shown
    assert "08:00–08:00" in shown


def test_the_first_address_of_a_calendar_ends_none_before(desk):
    first = desk.post(reverse("roster-feeds"), follow=True).text
    second = desk.post(reverse("roster-feeds"), follow=True).text

    assert "This is your address." in first
    assert "the one before shows nothing" not in first
    assert "the one before shows nothing" in second


def test_a_gap_leads_to_its_day(desk, team):
    a_cover(team)

    shown = desk.get(PAGE).text

    assert f'href="{PAGE}?from={timezone.localdate()}#days"' in shown
