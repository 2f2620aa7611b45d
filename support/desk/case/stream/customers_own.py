"""What customers did on their page, in words: wishes, where to reach them, what they think."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from support.cases.models import CaseEvent
from support.customers.models import Language
from support.notifications.models import Channel

OWN_ICONS: dict[str, str] = {
    CaseEvent.Kind.WISHES: "adjustments-horizontal",
    CaseEvent.Kind.ASKED: "inbox-arrow-down",
    CaseEvent.Kind.CONTACT_ASKED: "identification",
    CaseEvent.Kind.LINK_ENDED: "link-slash",
    CaseEvent.Kind.RATED: "star",
}


def _wished(values: dict[str, Any], _graph: object) -> str:
    """Return what they want now, of each thing that they changed."""
    told = [
        _SAID[name](after) for name, _before, after in values.get("changes", ()) if name in _SAID
    ]
    return " · ".join(told)


def _language(code: str) -> str:
    label = Language(code).label if code in Language.values else code
    return _("Language: %(language)s") % {"language": label}


def _channels(wanted: list[str]) -> str:
    labels = [str(Channel(one).label) for one in wanted if one in Channel.values]
    channels = ", ".join(labels) or pgettext("channels", "none")
    return _("Wants: %(channels)s") % {"channels": channels}


def _quiet(hours: str) -> str:
    if not hours:
        return _("No quiet hours")
    return _("Quiet hours: %(hours)s") % {"hours": hours.replace("-", "–")}


def _zone(zone: str) -> str:
    return _("Time zone: %(zone)s") % {"zone": zone}


def _few(wants_few: bool) -> str:  # noqa: FBT001 - as it is kept
    return _("Fewer messages") if wants_few else _("All messages again")


_SAID: dict[str, Callable[[Any], str]] = {
    "language": _language,
    "channels": _channels,
    "quiet": _quiet,
    "zone": _zone,
    "few": _few,
}


def _asked_for(values: dict[str, Any], _graph: object) -> str:
    """Return what they ask for, what is proven of it and what is not; addresses are masked."""
    told = [
        _(
            "%(channel)s: %(before)s → %(after)s. A code proves the new one. What we had reaches "
            "nobody, so nothing proves that the customer asks: call them before you change it."
        )
        % {
            "channel": Channel(channel).label if channel in Channel.values else channel,
            "before": before or "–",
            "after": after,
        }
        for channel, before, after in values.get("changes", ())
    ]
    return " · ".join(told)


def _asked(values: dict[str, Any], _graph: object) -> str:
    """Return what the link that they opened proves of them."""
    if values.get("is_theirs"):
        return _("They opened the link that we sent to where the payment’s customer is reached.")
    if values.get("is_named"):
        return _(
            "They opened the link that we sent them. The payment that they name is not one of "
            "theirs by this contact: find out who they are before you tell them anything of it."
        )
    return _("They opened the link that we sent them, and named no payment.")


def _by_them(values: dict[str, Any], _graph: object) -> str:
    return _("by the customer; the next message carries a new one")


def _rated(values: dict[str, Any], _graph: object) -> str:
    told = {"stars": values.get("stars", ""), "before": values.get("before") or ""}
    if told["before"]:
        return _("%(stars)s of 5, before %(before)s") % told
    return _("%(stars)s of 5") % told


OWN_DETAILS: dict[str, Callable[[dict[str, Any], Any], str]] = {
    CaseEvent.Kind.WISHES: _wished,
    CaseEvent.Kind.ASKED: _asked,
    CaseEvent.Kind.CONTACT_ASKED: _asked_for,
    CaseEvent.Kind.LINK_ENDED: _by_them,
    CaseEvent.Kind.RATED: _rated,
}
