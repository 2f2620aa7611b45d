"""Figures by mail: of what is over, once, in the reader's language and by their clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from support.desk.models import AgentPreference
from support.lead.reports import mailing
from support.lead.reports.mailing import mail_due, set_mail
from support.lead.reports.models import ReportMail
from support.notifications.delivery.draining import drain
from support.notifications.models import Notification
from support.notifications.showing import as_it_would_leave
from tests.factories import NOW, make_agent, make_case, sign_in

pytestmark = pytest.mark.django_db
WEDNESDAY = NOW
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def mails() -> list[Notification]:
    return list(Notification.objects.filter(event="report").order_by("pk"))


@pytest.fixture
def lead():
    lead = make_agent("lea", email="lea@example.test", is_superuser=True)
    AgentPreference.objects.create(user=lead, language="en", time_zone="Europe/London")
    return lead


def test_a_week_is_mailed_once_it_is_over_however_often_the_task_runs(lead):
    make_case(now=NOW)
    set_mail(lead, "week", now=WEDNESDAY)

    assert [mail_due(now) for now in (WEDNESDAY, MONDAY, MONDAY)] == [0, 1, 0]
    (row,) = mails()
    assert (row.address, row.language) == ("lea@example.test", "en")
    assert row.subject == "Figures of 16 Nov 2026 to 22 Nov 2026"
    assert "Cases\n  Opened: 1 (0)\n" in row.text
    assert "/reports/cases/?period=week&on=2026-11-16\n" in row.text
    assert "Times: " in row.text


def test_killed_in_its_midst_it_is_mailed_anew(lead, monkeypatch):
    set_mail(lead, "week", now=WEDNESDAY)

    def killed(*_given, **_more):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(mailing, "mail_colleague", killed)
        with pytest.raises(SystemExit):
            mail_due(MONDAY)
    assert mails() == []
    assert (mail_due(MONDAY), len(mails())) == (1, 1)


def test_whoever_can_not_be_mailed_keeps_nobody_else_from_it(lead, monkeypatch, caplog):
    other = make_agent("zoe", email="zoe@example.test", is_superuser=True)
    for user in (lead, other):
        set_mail(user, "week", now=WEDNESDAY)
    words = mailing._words

    def broken(period, asking):
        if asking.user == lead:
            raise RuntimeError
        return words(period, asking)

    monkeypatch.setattr(mailing, "_words", broken)
    assert mail_due(MONDAY) == 1
    assert [row.address for row in mails()] == ["zoe@example.test"]
    assert "could not be mailed" in caplog.text


def test_days_are_those_of_the_reader(lead):
    sunday_in_london = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    AgentPreference.objects.filter(user=lead).update(time_zone="Asia/Shanghai", language="zh-hans")
    set_mail(lead, "week", now=WEDNESDAY)

    assert mail_due(sunday_in_london) == 1  # it is Monday in Shanghai
    assert mails()[0].language == "zh-hans"


def test_who_has_left_leads_no_more_or_has_no_address_is_mailed_nothing(lead):
    for name, told in (("gone", {"is_active": False}), ("agent", {}), ("bare", {"email": ""})):
        user = make_agent(name, **{"email": f"{name}@example.test", **told})
        if name != "agent":
            user.groups.add(Group.objects.get(name="lead"))
        set_mail(user, "month", now=NOW)

    assert mail_due(datetime(2026, 12, 1, 12, tzinfo=UTC)) == 0
    assert mails() == []


def test_the_switch_stands_on_the_page_and_is_ones_own(client, lead, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    page = reverse("report", args=["cases"])
    sign_in(client, lead)

    answer = client.post(reverse("report-mail"), {"every": "month", "next": page})
    assert answer.url == page
    row = ReportMail.objects.get()
    assert (row.user, row.every, row.told_until) == (lead, "month", date(2026, 10, 31))
    assert '<option value="month" selected>' in client.get(page).text
    client.post(reverse("report-mail"), {"every": "", "next": page})
    assert not ReportMail.objects.exists()


def test_it_leaves_by_the_outbox_as_it_was_written(lead):
    now = timezone.now()
    set_mail(lead, "week", now=now - timedelta(days=9))

    mail_due(now)
    drain("email")

    (row,) = mails()
    assert (row.state, row.reason) == ("sent", "")
    kept = row.text
    assert "/reports/cases/" in kept
    assert as_it_would_leave(row).text == kept
