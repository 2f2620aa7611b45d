"""Trials and drafts as text that fits into an address: signed, so that nothing else is read."""

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.core import signing

from troubleshooting.editor.trial.run import Given, Trial
from troubleshooting.trees.models import Tree, TreeVersion
from web.access import name_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

TRIAL_SALT = "casewalk.trial"
SHARE_SALT = "casewalk.one-shared-draft"
SHARED_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Share:
    """A draft that somebody shows to others, until a time."""

    draft: TreeVersion
    shared_by: str
    until: datetime

    @property
    def tree(self) -> Tree:
        return self.draft.tree


class ShareEnded(Exception):
    """The link was never given out, is too old, or what it shows is gone."""


def write_trial(trial: Trial) -> str:
    """Return a trial as text for an address."""
    given = [astuple(one) for one in trial.given]
    contents = [trial.walk, trial.made_up, given]
    return signing.Signer(salt=TRIAL_SALT).sign_object(contents, compress=True)


def read_trial(text: str) -> Trial:
    """Return the trial of an address; an empty one for what was not written here."""
    try:
        walk, made_up, given = signing.Signer(salt=TRIAL_SALT).unsign_object(text)
    except signing.BadSignature:
        return Trial()
    return Trial(walk, made_up, tuple(Given(*one) for one in given))


def share_draft(draft: TreeVersion, user: "User", now: datetime) -> str:
    """Return the text of a link that shows this draft, and no later one, for seven days."""
    until = int((now + SHARED_FOR).timestamp())
    return signing.Signer(salt=SHARE_SALT).sign_object([draft.pk, user.pk, until])


def read_share(text: str, now: datetime) -> Share:
    """Find what a link shows. Raises ShareEnded."""
    try:
        draft_pk, user_pk, until = signing.Signer(salt=SHARE_SALT).unsign_object(text)
    except signing.BadSignature:
        raise ShareEnded from None
    drafts = TreeVersion.objects.filter(state=TreeVersion.State.DRAFT).select_related("tree")
    draft = drafts.without_documents().filter(pk=draft_pk).first()
    user = get_user_model().objects.filter(pk=user_pk, is_active=True).first()
    ends_at = datetime.fromtimestamp(until, tz=now.tzinfo)
    if draft is None or user is None or ends_at <= now:
        raise ShareEnded
    return Share(draft, name_of(user), ends_at)
