"""The form on a customer's page: what stands in it, and whether one that comes back is ours.

The signed address is all the permission there is, as for a letter to the same customer: a form
needs no cookie, and nobody can forge one who does not know the address. Its key is signed as well,
and says for a day that it comes from a page that somebody looked at.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from support.cases.models import StatusLink
from support.files.services import LARGEST, MOST_FILES
from support.portal.writing.keys import LIFETIME
from support.portal.writing.services import Written

AGED = gettext_lazy(
    "This page had been open for long. What you typed is below and was not sent yet."
)
ACCEPTS = ".pdf,.png,.jpg,.jpeg,.gif,.webp,.heic,.heif,.txt"


@dataclass(frozen=True)
class WriteForm:
    """The form as it is shown: `words` as they were typed, and why they were not taken."""

    link: StatusLink
    words: str = ""
    refusal: str = ""
    had_files: bool = False
    accepts: str = ACCEPTS
    most_files: int = MOST_FILES
    most_megabytes: int = LARGEST // 1024**2

    @cached_property
    def once(self) -> str:
        return _signer().sign(f"{self.link.pk}:{uuid4()}")


def read_form(request: HttpRequest, link: StatusLink) -> Written | None:
    """Return what a form says, None where it has aged, or is none of this link's."""
    try:
        signed = _signer().unsign(request.POST.get("once", ""), max_age=LIFETIME)
    except BadSignature:
        return None
    owner, _colon, key = signed.partition(":")
    if owner != str(link.pk):
        return None
    return Written(
        key=UUID(key),
        words=words_in(request),
        is_done="done" in request.POST,
        is_unsolved="unsolved" in request.POST,
        uploads=request.FILES.getlist("file"),
    )


def words_in(request: HttpRequest) -> str:
    """Return the words of a form as they can be stored; a browser ends lines with two signs."""
    return request.POST.get("body", "").replace("\r\n", "\n").replace("\0", "")


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="status-page-form")
