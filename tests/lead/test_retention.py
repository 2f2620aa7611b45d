"""How long data is kept: days that leads enter, what a night would take, and the night."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from support.audit.models import Entry
from support.guidance.models import HelpWalk
from support.intake.models import OWN, PaymentEvent, RefusedEvent
from support.lead.retention import purging
from support.lead.retention.purging import Loss, dry_run, purge
from support.mailbox.models import IncomingMail
from support.notifications.outbox.holding import hold_outbox
from support.retention.kinds import KINDS, Table
from support.retention.models import Retention
from support.retention.services import days_of
from support.staff.roles import Role
from tests.desk.walking import make_walk
from tests.links import dead_links, forms_without_address

pytestmark = pytest.mark.django_db
PAGE = "/settings/retention/"


def ago(days):
    return timezone.now() - timedelta(days=days, minutes=5)


def mail(age):
    return IncomingMail.objects.create(
        state="read", digest=f"{age}", sealed=b"x", size=1, received_at=ago(age)
    )


def refused(age):
    return RefusedEvent.objects.create(
        source="s", status=401, code="c", size=1, digest=f"{age}", received_at=ago(age),
        last_at=ago(age),
    )  # fmt: skip


def event(age):
    return PaymentEvent.objects.create(
        source=OWN, event_id=f"{age}", kind="k", received_at=ago(age)
    )


def save(desk, *, seen="", **typed):
    return desk.post(PAGE, {"seen": seen, "save": "1", **typed})


def row_of(page, name):
    """Return the line of one kind, by a word of its name."""
    return next(line for line in page.split("<tr>") if f">{name}</label>" in line)


def test_what_a_lead_enters_is_what_the_night_keeps(desk, lead):
    kept, gone = mail(5), mail(20)

    assert save(desk, mails="7").status_code == 302
    night = purge(timezone.now())

    assert night.counts["mails"] == 1
    assert list(IncomingMail.objects.all()) == [kept]
    assert gone.pk != kept.pk
    changed = Entry.objects.get(kind=Entry.Kind.RETENTION_CHANGED)
    assert (changed.actor, changed.values) == (lead, {"changes": [["mails", None, 7]]})
    log = desk.get("/settings/log/").text
    assert "E-mail as it came in default → 7 days" in log
    assert "<td>E-mail as it came in 1</td>" in log


def test_payment_events_are_kept_until_somebody_says_otherwise(desk):
    for age in (30, 2000):
        event(age)

    assert purge(timezone.now()).counts["events"] == 0
    save(desk, events="365")
    assert purge(timezone.now()).counts["events"] == 1
    save(desk, seen="events-365")
    assert days_of("events") is None
    assert not Retention.objects.exists()


def test_a_dry_run_says_what_other_days_would_take_and_saves_nothing(desk):
    for age in (5, 20, 40):
        mail(age)

    before = row_of(desk.get(PAGE).text, "E-mail as it came in")
    tried = row_of(desk.post(PAGE, {"try": "1", "mails": "7"}).text, "E-mail as it came in")

    assert ">1</td>" in before
    assert ">2</td>" in tried
    assert 'value="7"' in tried
    assert f"{ago(40):%Y-%m-%d}" in tried
    assert not Retention.objects.exists()
    assert IncomingMail.objects.count() == 3


@pytest.mark.parametrize(
    ("slug", "days"), [("answers", "6"), ("mails", "366"), ("mails", "x"), ("events", "-1")]
)
def test_days_out_of_their_bounds_are_refused_at_their_field(desk, slug, days):
    answer = save(desk, **{slug: days})

    assert answer.status_code == 422
    assert answer.text.count('<p class="notice error" role="alert">') == 1
    assert not Retention.objects.exists()


def test_what_somebody_saved_meanwhile_is_not_written_over(desk):
    save(desk, mails="7")

    answer = save(desk, mails="9")
    assert answer.status_code == 409
    assert "Somebody else has saved other days" in answer.text
    assert days_of("mails") == 7

    assert save(desk, seen="mails-7", mails="9").status_code == 302
    assert days_of("mails") == 9


def test_saving_the_same_again_writes_no_line(desk):
    save(desk, mails="7")
    save(desk, seen="mails-7", mails="7")

    assert Entry.objects.filter(kind=Entry.Kind.RETENTION_CHANGED).count() == 1


def test_the_last_night_stands_on_the_page_with_what_failed(desk, monkeypatch):
    assert "The nightly clean-up has not run yet." in desk.get(PAGE).text
    mail(40)
    monkeypatch.setattr(purging, "remove_orphans", broken)
    night = purge(timezone.now())

    page = desk.get(PAGE).text

    assert night.failed == ["contents"]
    assert "E-mail as it came in <strong>1</strong>" in page
    assert "Contents of no file" in page
    assert "These failed" in page


def broken(_now):
    raise OSError


def test_one_kind_that_fails_keeps_no_other_from_its_turn(monkeypatch, capsys):
    def rows():
        raise DatabaseError

    broken_kind = KINDS["sessions"].__class__(
        **{**vars(KINDS["sessions"]), "tables": (Table(rows, "expire_date"),)}
    )
    monkeypatch.setitem(KINDS, "sessions", broken_kind)
    mail(40)

    with pytest.raises(CommandError, match="sessions"):
        call_command("purge")

    assert "mails: 1" in capsys.readouterr().out


def test_a_dry_run_by_command_prints_the_same_and_deletes_nothing(capsys):
    oldest = mail(40)

    call_command("purge", dry_run=True)

    told = capsys.readouterr().out.splitlines()
    assert f"mails: 1, the oldest of {oldest.received_at:%Y-%m-%d}" in told
    assert len(told) == len(KINDS)
    assert IncomingMail.objects.exists()
    assert not Entry.objects.exists()


def test_a_count_ends_at_a_bound_and_says_so(desk, monkeypatch, capsys):
    monkeypatch.setattr(purging, "COUNTED", 2)
    for age in (40, 50, 60):
        mail(age)

    call_command("purge", dry_run=True)

    assert "2 or more" in row_of(desk.get(PAGE).text, "E-mail as it came in")
    assert "mails: 2 or more" in capsys.readouterr().out


def test_what_takes_too_long_to_count_is_said_to_be_many(desk, monkeypatch):
    slow = PaymentEvent.objects.extra(where=["pg_sleep(1) IS NULL"])
    event(2000)
    monkeypatch.setitem(
        KINDS, "events",
        KINDS["events"].__class__(
            **{**vars(KINDS["events"]), "usual": 90,
               "tables": (Table(slow.all, "received_at"),)}
        ),
    )  # fmt: skip

    page = desk.get(PAGE)

    assert "too many to count here" in row_of(page.text, "Payment events")


def test_of_a_copy_no_file_is_said_to_go():
    hold_outbox("asked", now=timezone.now())

    assert dry_run({}, timezone.now())["files"] == Loss()


# Third parties' tables, and such as hold a few days of what people did: whole they are small.
SMALL = {
    "sessions", "sign_ins", "macros", "outcomes", "contacts", "presences", "hand_overs",
    "escalations", "bank_talks",
}  # fmt: skip


@pytest.mark.parametrize(("slug", "number"), [
    ("answers", 0), ("asks", 0), ("asks", 1), ("asks", 2), ("events", 0),
    ("events_out", 0), ("help", 0), ("look_ups", 0), ("mails", 0), ("refused", 0), ("sms", 0),
    ("subscribers", 0), ("subscribers", 1), ("subscribers", 2), ("test_payments", 0),
])  # fmt: skip
def test_what_can_grow_is_counted_by_an_index(slug, number):
    table = KINDS[slug].tables[number]
    rows = table.before(timezone.now()).order_by().values(table.at)[: purging.COUNTED]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = rows.explain()

    about = rows.model._meta.db_table
    assert f"Seq Scan on {about}" not in plan, plan
    assert "Index" in plan


def test_every_kind_is_small_or_counted_by_an_index():
    assert set(KINDS) - SMALL == {
        "answers", "asks", "events", "events_out", "files", "help", "look_ups", "mails",
        "refused", "sms", "subscribers", "test_payments",
    }  # fmt: skip


def test_usual_days_stand_within_their_bounds():
    for kind in KINDS.values():
        assert kind.usual is None or kind.least <= kind.usual <= kind.most, kind.slug


def test_the_page_asks_the_same_however_much_there_is(desk, django_assert_num_queries):
    desk.get(PAGE)
    for age in range(40, 45):
        mail(age)
        refused(age)
        Session.objects.create(session_key=str(age), expire_date=ago(age))

    with django_assert_num_queries(114):
        desk.get(PAGE)


def test_the_page_leads_nowhere_dead(desk, lead):
    lead.groups.add(Group.objects.get(name=Role.LEAD))
    page = desk.get(PAGE)

    assert dead_links(desk, page) == []
    assert forms_without_address(page) == []


def test_a_guide_without_a_case_goes_on_for_the_days_that_were_entered(desk):
    _case, walk = make_walk()
    HelpWalk.objects.create(id=uuid4(), version=walk.version, about="payout", answered_at=ago(20))

    assert not HelpWalk.objects.kept(timezone.now()).exists()
    save(desk, help="30")

    assert HelpWalk.objects.kept(timezone.now()).get().days_kept == 30
    assert purge(timezone.now()).counts["help"] == 0
