"""The customer's link to his status page: signed, expiring and revocable."""

from datetime import datetime, timedelta

from django.core.signing import BadSignature

from support.cases.models import Case, StatusLink
from support.cases.models.link import signer
from troubleshooting.marks.asking import Question
from troubleshooting.marks.writing import made, store

LIFETIME = timedelta(days=60)
_LINK = Question(
    lambda key: StatusLink.objects.select_related(
        "case__customer", "case__payment__channel", "case__cause"
    ).filter(key=key)
)


def link_for(case: Case, now: datetime) -> StatusLink:
    """Return the case's link, prolonged when less than half of its life is left."""
    if case.is_fresh:
        link = made(StatusLink, case=case, expires_at=now + LIFETIME)
        store(link)
        return link
    link, _created = StatusLink.objects.get_or_create(
        case=case, revoked_at=None, defaults={"expires_at": now + LIFETIME}
    )
    if link.expires_at - now < LIFETIME / 2:
        link.expires_at = now + LIFETIME
        link.save(update_fields=["expires_at"])
    return link


def revoke_link(case: Case, now: datetime) -> int:
    """End every link of a case at once; the next message carries a new one."""
    return StatusLink.objects.filter(case.with_merged, revoked_at=None).update(revoked_at=now)


def find_link(token: str) -> StatusLink | None:
    """Return the link of a token, or None when the token is not one of ours.

    That of a case which was merged leads to the one that is kept.
    """
    try:
        key = signer().unsign(token)
    except BadSignature:
        return None
    link = next(iter(_LINK.ask(key)), None)
    if link is not None and link.case.merged_into_id:
        related = Case.objects.select_related("customer", "payment__channel", "cause")
        link.case = related.get(pk=link.case.merged_into_id)
    return link
