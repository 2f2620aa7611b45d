"""What Django's own checks and start-up refuse besides the variables themselves."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from config.doctor.environment import findings
from config.doctor.findings import DOCS, Finding, Unusable
from config.doctor.findings import marked as _
from support.notifications.addresses.providers import provider_urls
from support.notifications.models import Channel
from support.notifications.outbox.policy_facts import house_rules
from support.notifications.transports import TRANSPORTS


@register(Tags.security, deploy=True)
def fit_for_production(**_options: Any) -> list[CheckMessage]:
    """What would keep these variables from starting in production, also while DEBUG is on."""
    return [Error(str(one), hint=DOCS, id=f"casewalk.{one.code}") for one in findings()]


def refuse_unusable() -> None:
    """Raise Unusable for values that would only fail once a message is to leave."""
    for channel in Channel:
        for url in provider_urls(channel):
            scheme = urlsplit(url).scheme
            if scheme not in TRANSPORTS[channel]:
                text = _('%(name)s begins with "%(scheme)s:", which no transport of ours speaks.')
                values = {"name": f"{channel.upper()}_URL", "scheme": scheme}
                raise Unusable(Finding(text, values))
    mailbox = urlsplit(settings.MAILBOX_URL)
    if settings.MAILBOX_URL and not (mailbox.scheme in ("imap", "imaps") and mailbox.hostname):
        text = _("MAILBOX_URL has to look like imaps://user:password@host/INBOX.")
        raise Unusable(Finding(text))
    try:
        house_rules()
    except ValueError:
        text = _("QUIET_HOURS has to be two times of day, as in 21:00-08:00.")
        raise Unusable(Finding(text)) from None
