"""What somebody typed, carried over a sign-in or an aged token: no word is lost on the way."""

from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

SALT = "carried-form"
NOT_CARRIED = {"csrfmiddlewaretoken", "once", "whose"}
# What is shown of a form before it is sent once more: the words of a person.
WORDS = {"body", "note", "reason", "report", "sentence", "subject"}


@dataclass(frozen=True)
class Carried:
    """A form on its way. `once` is its key, `whose` the primary key of who filled it in."""

    path: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    once: str = ""
    whose: str = ""

    @property
    def words(self) -> list[str]:
        return [value for name, value in self.fields if name in WORDS and value]


def carried_from(request: HttpRequest) -> Carried | None:
    """Take up what a request posts; None for what can't be sent once more from a page."""
    if request.method != "POST" or request.FILES or "password" in request.POST:
        return None
    said = request.POST
    fields = [
        (name, str(value))
        for name, values in said.lists()
        if name not in NOT_CARRIED
        for value in values
    ]
    return Carried(request.path, fields, said.get("once", ""), said.get("whose", ""))


def signed(carried: Carried) -> str:
    return signing.dumps(asdict(carried), salt=SALT, compress=True)


def read(text: str) -> Carried | None:
    """Read what `signed` wrote; None for anything else and after a day."""
    try:
        values = signing.loads(text, salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        return None
    return Carried(**values | {"fields": [(name, value) for name, value in values["fields"]]})


def send_again(
    request: HttpRequest, carried: Carried, words: str, *, code: int = 200
) -> HttpResponse:
    """Show what was typed, with a button that sends it: nothing is sent by itself."""
    user = getattr(request, "user", None)
    is_anothers = bool(carried.whose) and str(getattr(user, "pk", "")) != carried.whose
    shown = {"carried": carried, "words": words, "is_anothers": is_anothers}
    return render(request, "web/send_again.html", shown, status=code)


def aged(request: HttpRequest) -> HttpResponse | None:
    """Answer a form of our own page whose token has aged; None for a form from elsewhere."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    carried = carried_from(request)
    if carried is None or urlsplit(origin).netloc != request.get_host():
        return None
    words = _("This page had been open for long. What you typed is here and was not sent yet.")
    return send_again(request, carried, words, code=403)
