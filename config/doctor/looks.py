"""What the doctor looks at once the settings could be read. One more look is one more function."""

import smtplib
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http.request import validate_host
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from kombu.exceptions import OperationalError as BrokerError

from config.celery import app as celery_app
from config.doctor.findings import Finding
from config.doctor.findings import marked as _
from support.brand.reading import can_reply, entered_brands
from support.calendars.services import is_settled
from support.customers.models import Language
from support.notifications.addresses.providers import provider_urls
from support.notifications.models import Channel, Notification, OutboxHold
from support.notifications.transports.base import Deadline, TransportError
from support.notifications.transports.smtp.dialogue import SmtpServer
from support.payments.models import Channel as Route
from troubleshooting.trees.models import TreeVersion

PATIENCE_SECONDS = 5.0
# The timetable has what is due sent every 15 seconds.
LATE = timedelta(minutes=3)
LOOKED_AHEAD = timedelta(days=45)


def look() -> Iterator[Finding]:
    """Look at everything; what the database holds is looked at last, if it answers."""
    for beside in BESIDE_THE_DATABASE:
        yield from beside()
    away = list(database())
    yield from away
    if not away:
        for within in WITHIN_THE_DATABASE:
            yield from within()


def debug() -> Iterator[Finding]:
    if settings.DEBUG:
        yield Finding(
            _("DEBUG is on: this is a demo, with open logins and known keys."), is_note=True
        )


def host() -> Iterator[Finding]:
    name = urlsplit(settings.PUBLIC_URL).hostname or ""
    if not validate_host(name, settings.ALLOWED_HOSTS):
        text = _("PUBLIC_URL leads to %(host)s, which is not in ALLOWED_HOSTS: add it there.")
        yield Finding(text, {"host": name})


def channels() -> Iterator[Finding]:
    """Which channels there are, and whether their providers can be reached."""
    missing = [channel for channel in Channel if not provider_urls(channel)]
    if len(missing) == len(Channel):
        yield Finding(
            _("Neither EMAIL_URL nor SMS_URL is set: every customer would have to be called.")
        )
    else:
        text = _("%(name)s is not set: %(channel)s does not exist, the other channel is used.")
        for channel in missing:
            values = {"name": f"{channel.upper()}_URL", "channel": channel.label}
            yield Finding(text, values, is_note=True)
    sender = settings.DEFAULT_FROM_EMAIL
    if provider_urls(Channel.EMAIL) and not settings.DEBUG and "@casewalk.example" in sender:
        yield Finding(_("FROM_EMAIL is not set: mail would come from an address of nobody's."))
    for channel in Channel:
        for url in provider_urls(channel):
            yield from _reach(channel, url)


def broker() -> Iterator[Finding]:
    try:
        with celery_app.connection_for_write() as opened:
            opened.ensure_connection(max_retries=1, timeout=PATIENCE_SECONDS)
            workers = celery_app.control.ping(timeout=1.0, connection=opened)
    except (BrokerError, OSError) as error:
        text = _("The broker of REDIS_URL does not answer (%(error)s): start it, or correct this.")
        yield Finding(text, {"error": _told(error)})
        return
    if not workers:
        yield Finding(_("No Celery worker answers: start one, for nothing is sent without."))


def database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        text = _(
            "The database of DATABASE_URL does not answer (%(error)s): start it, or correct this."
        )
        told = getattr(error.__cause__, "sqlstate", None) or _told(error)
        yield Finding(text, {"error": told})
        return
    executor = MigrationExecutor(connection)
    if waiting := len(executor.migration_plan(executor.loader.graph.leaf_nodes())):
        text = _("%(count)s migrations are not applied: run manage.py migrate.")
        yield Finding(text, {"count": waiting})


def hold() -> Iterator[Finding]:
    if since := _held_since():
        text = _(
            "The outbox is held since %(when)s UTC, so nothing is sent: when this database has "
            "taken over from the original, run manage.py release_outbox, or see /outbox/hold/."
        )
        yield Finding(text, {"when": f"{since:%Y-%m-%d %H:%M}"})


def _held_since() -> datetime | None:
    return OutboxHold.objects.values_list("held_since", flat=True).first()


def timetable() -> Iterator[Finding]:
    """Whether messages leave; while the outbox is held they are not meant to."""
    if _held_since():
        return
    now = timezone.now()
    due = Notification.objects.due(now).filter(not_before__lt=now - LATE)
    oldest = due.order_by("not_before").values_list("not_before", flat=True).first()
    if oldest:
        text = _(
            "A message has been due for %(minutes)s minutes: see that the timetable (celery beat), "
            "a worker and a provider run."
        )
        yield Finding(text, {"minutes": int((now - oldest).total_seconds() // 60)})


def contents() -> Iterator[Finding]:
    if not TreeVersion.objects.filter(state=TreeVersion.State.PUBLISHED).exists():
        yield Finding(_("No tree is published: run manage.py load_reference, or publish one."))
    if not get_user_model().objects.filter(is_staff=True, is_active=True).exists():
        yield Finding(_("Nobody can sign in: run manage.py createsuperuser."))


def who_writes() -> Iterator[Finding]:
    """What customers read of us that no lead has entered."""
    if not any(brand.name for brand in entered_brands().values()):
        text = _("Nobody entered who writes at /settings/: customers know us as %(name)s so far.")
        yield Finding(text, {"name": settings.BRAND}, is_note=True)
    for market in Language:
        if not can_reply(market):
            text = _(
                "Neither a reply address nor a phone is entered at /settings/ for %(market)s: "
                "customers can write to us on their status page only."
            )
            yield Finding(text, {"market": market.label}, is_note=True)


def calendars() -> Iterator[Finding]:
    """Years that promises of the next weeks count on, and that may still change."""
    today = timezone.localdate()
    routes = Route.objects.exclude(holidays="").order_by("holidays")
    for name in routes.values_list("holidays", flat=True).distinct():
        for year in sorted({today.year, (today + LOOKED_AHEAD).year}):
            if not is_settled(name, year):
                text = _(
                    "The bank days of %(calendar)s in %(year)s are not final: a lead should enter "
                    "the exchanged days in the admin and settle the year."
                )
                yield Finding(text, {"calendar": name, "year": year}, is_note=True)


def _reach(channel: Channel, url: str) -> Iterator[Finding]:
    """Sign in to a mail server, or see that a gateway listens; APIs elsewhere are not asked."""
    parts = urlsplit(url)
    try:
        if channel == Channel.EMAIL and parts.scheme not in {"files", "anymail"}:
            with Deadline(PATIENCE_SECONDS * 2) as deadline:
                SmtpServer.of(url).connect(PATIENCE_SECONDS, deadline).part(1.0)
        elif parts.scheme in {"http", "https"}:
            port = parts.port or (443 if parts.scheme == "https" else 80)
            socket.create_connection((parts.hostname or "", port), PATIENCE_SECONDS).close()
    except (TransportError, smtplib.SMTPException, OSError, ValueError) as error:
        text = _("The provider of %(name)s does not take us (%(error)s).")
        reason = getattr(error, "smtp_code", "") or getattr(error, "words", "")
        told = f"{_told(error)} {reason}".strip()
        yield Finding(text, {"name": f"{channel.upper()}_URL", "error": told})


def _told(error: BaseException) -> str | Promise:
    """Name an error by its kind: its own words may quote an address with its password."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return gettext_lazy("name not found")
        cause = cause.__cause__ or cause.__context__
    if "failed to resolve host" in str(error):  # psycopg's, which has no cause
        return gettext_lazy("name not found")
    return type(error).__name__


BESIDE_THE_DATABASE = [debug, host, channels, broker]
WITHIN_THE_DATABASE = [hold, timetable, contents, who_writes, calendars]
