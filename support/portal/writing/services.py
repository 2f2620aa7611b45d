"""What a customer writes on their page: bounded, kept once, and heard as any answer of theirs."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from support.cases.links import link_for
from support.cases.models import Message, StatusLink
from support.cases.telling.masked import as_told, log_masked
from support.complaints.services import hear_complaint
from support.files.services import Upload, check_together, storing
from support.guidance.hearing import hear_customer
from support.payments.references.ours import OurNames
from support.portal.models import Post
from troubleshooting.discretion.folding import folded
from troubleshooting.discretion.masking import Masked, mask

LONGEST = 5_000
MOST_IN_AN_HOUR = 10
MOST_FILES = 30  # of one link
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Written:
    """What a form says; `key` is the form's own.

    `is_done` says that they did what they were asked, `is_unsolved` that it is not over for them,
    and one that `complains` is heard as a complaint.
    """

    key: UUID
    words: str
    is_done: bool = False
    is_unsolved: bool = False
    complains: bool = False
    uploads: Sequence[Upload] = ()

    @property
    def text(self) -> str:
        done = _("I have done it.") if self.is_done else ""
        unsolved = _("Something is still wrong.") if self.is_unsolved else ""
        return "\n\n".join(filter(None, (done, unsolved, self.words.strip())))

    @property
    def digest(self) -> str:
        """Tell the same form from another one. It is keyed, or a card could be guessed from it."""
        pressed = [self.is_done, self.is_unsolved, self.complains]
        said = [self.words.strip(), *pressed, *map(_digest_of, self.uploads)]
        return salted_hmac("post", json.dumps(said), algorithm="sha256").hexdigest()


def write(link: StatusLink, written: Written, *, now: datetime) -> Post:
    """Hear what a customer writes by a link that is valid; the same form once more changes nothing.

    Raises ValidationError for other words under a key that was used, and beyond any of the bounds.
    """
    if (known := Post.objects.by(link).filter(key=written.key).first()) is not None:
        return _as_before(known, written)
    _check_size(written)
    _check_number(link, len(written.uploads), now=now)
    masked = as_kept(written.text)
    try:
        with storing(written.uploads, now=now) as files:
            hear = hear_complaint if written.complains else hear_customer
            message = hear(link.case, masked.text, medium=Message.Medium.PAGE, files=files, now=now)
            told = as_told(masked.hidden)
            log_masked(message.case, told, where="words", now=now)
            # Once more: the lock of the case lets one post at a time come here.
            _check_number(link, len(files), now=now)
            post = Post(
                link=link, key=written.key, message=message, files=len(files),
                digest=written.digest, masked=told, posted_at=now,
            )  # fmt: skip
            post.save()
            if written.complains:
                # It is read on the complaint's own page as well.
                post.pk, post.link = None, link_for(message.case, now)
                post.save()
            return post
    except IntegrityError:  # the same form came twice at once
        return _as_before(Post.objects.by(link).get(key=written.key), written)


def as_kept(text: str) -> Masked:
    """Return what may be kept of a text. All that comes by this door passes here.

    Names of files are looked at where files are judged.
    """
    return mask(text, OurNames())


def _as_before(post: Post, written: Written) -> Post:
    if post.digest == written.digest:
        return post
    told = {"time": f"{timezone.localtime(post.posted_at):%H:%M}"}
    raise ValidationError(
        _(
            "We have what you sent before, at %(time)s. What you have changed since was not sent: "
            "send it once more if it is still needed."
        )
        % told,
        code="spent",
    )


def _check_size(written: Written) -> None:
    length = len(written.words.strip())
    has_words = bool(folded(written.words)[0].strip())  # marks that nobody sees are none
    has_pressed = written.is_done or written.is_unsolved
    if not (has_words or has_pressed or written.uploads):
        raise ValidationError(_("Please write something first."), code="required")
    if length > LONGEST:
        told = {"length": f"{length:,}", "most": f"{LONGEST:,}"}
        raise ValidationError(
            _(
                "Your message has %(length)s characters, and we can take %(most)s. Please shorten "
                "it, or send the rest in a second message."
            )
            % told,
            code="too_long",
        )
    check_together(written.uploads)


def _check_number(link: StatusLink, files: int, *, now: datetime) -> None:
    recent = Post.objects.by(link).filter(posted_at__gt=now - HOUR)
    posts = list(recent.values_list("posted_at", flat=True)[:MOST_IN_AN_HOUR])
    if len(posts) == MOST_IN_AN_HOUR:
        told = {"time": f"{timezone.localtime(posts[-1] + HOUR):%H:%M}"}
        raise ValidationError(
            _("We have all that you wrote within the last hour. You can write again at %(time)s.")
            % told,
            code="too_often",
        )
    sent = Post.objects.by(link).aggregate(files=Sum("files"))["files"] or 0 if files else 0
    if sent + files > MOST_FILES:
        told = {"sent": str(sent), "most": str(MOST_FILES)}
        raise ValidationError(
            _(
                "We have %(sent)s files of yours, and this page takes %(most)s in all. Please "
                "write without files, and say what else you have."
            )
            % told,
            code="too_many_files",
        )


def _digest_of(upload: Upload) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
