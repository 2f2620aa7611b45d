"""The words of messages: read by agents, changed by who may."""

from collections.abc import Mapping
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from support.customers.models import Language
from support.desk.access import AgentRequest, for_agents, for_holders
from support.desk.wordings.forms import CHANGE, WordingForm
from support.desk.wordings.preview import find_case_words
from support.desk.wordings.wordings import Editor, build_editor, build_list, find_kind
from support.notifications.models import Channel, Wording
from support.notifications.outbox.trials import send_trial
from support.notifications.words.overrides import (
    StaleWording,
    restore_wording,
    save_wording,
    use_file,
)
from support.notifications.words.rules import Draft
from web.answers import CONFLICT, REFUSED
from web.forms import SeenForm

# The preview's frame takes over the page's policy, and a mail brings its style with it. The frame
# is sandboxed, and what is shown in it is escaped.
MAIL_IN_FRAME = {"style-src": [SELF, UNSAFE_INLINE]}


@require_safe
@for_agents
def wordings(request: AgentRequest) -> HttpResponse:
    context = {"rows": build_list(), "languages": Language, "channels": Channel}
    return render(request, "desk/wordings/wordings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@csp_update(MAIL_IN_FRAME)  # type: ignore[arg-type]  # its stubs know no arguments
@for_holders(CHANGE)
def wording(request: AgentRequest, event: str, language: str, channel: str) -> HttpResponse:
    kind = find_kind(event, language, channel)
    if request.method != "POST":
        editor = build_editor(kind, case=request.GET.get("case", "")[:40], now=timezone.now())
        return _page(request, editor)
    form = WordingForm(request.POST)
    if not form.is_valid():
        return _page(request, _typed(kind, form, errors=form.errors), form, code=REFUSED)
    return _save(request, kind, form)


@require_POST
@csp_update(MAIL_IN_FRAME)  # type: ignore[arg-type]
@for_holders(CHANGE)
def preview(request: AgentRequest, event: str, language: str, channel: str) -> HttpResponse:
    """Show typed words as the customer would read them: the part for htmx, else the page."""
    form = WordingForm(request.POST)
    editor = _typed(find_kind(event, language, channel), form)
    return _page(request, editor, form, part="desk/wordings/_preview.html")


@require_POST
@csp_update(MAIL_IN_FRAME)  # type: ignore[arg-type]
@for_holders(CHANGE)
def trial(request: AgentRequest, event: str, language: str, channel: str) -> HttpResponse:
    """Send typed words to who typed them; they stay in the form."""
    kind, form, now = find_kind(event, language, channel), WordingForm(request.POST), timezone.now()
    draft = form.draft(kind)
    try:
        sent = send_trial(
            draft,
            words=find_case_words(draft, form.typed_case, now=now),
            author=request.user,
            phone=form.data.get("phone", "")[:40],
            now=now,
        )
    except ValidationError as error:
        editor = _typed(kind, form, errors={"trial": error.messages[:1]})
        return _page(request, editor, form, code=REFUSED, part="desk/wordings/_trial.html")
    return _page(request, _typed(kind, form), form, part="desk/wordings/_trial.html", sent=sent)


@require_POST
@for_holders(CHANGE)
def restoration(
    request: AgentRequest, event: str, language: str, channel: str, version: int
) -> HttpResponse:
    kind, seen = find_kind(event, language, channel), _seen(request)
    versions = Wording.objects.history(event, language, channel).exclude(body="")
    chosen = get_object_or_404(versions, version=version)
    try:
        restore_wording(chosen, seen=seen, author=request.user, now=timezone.now())
    except StaleWording:
        messages.error(request, _("Somebody changed these words meanwhile. Please look again."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(
            request, _("The words of version %(version)s are in use again.") % {"version": version}
        )
    return _back(kind)


@require_POST
@for_holders(CHANGE)
def file(request: AgentRequest, event: str, language: str, channel: str) -> HttpResponse:
    kind, seen = find_kind(event, language, channel), _seen(request)
    try:
        use_file(kind, seen=seen, author=request.user, now=timezone.now())
    except StaleWording:
        messages.error(request, _("Somebody changed these words meanwhile. Please look again."))
    else:
        messages.success(request, _("The file's words are in use again."))
    return _back(kind)


def _save(request: AgentRequest, kind: Draft, form: WordingForm) -> HttpResponse:
    given, now = form.cleaned_data, timezone.now()
    draft, author, note = form.draft(kind), request.user, given["note"]
    try:
        saved = save_wording(draft, seen=given["seen"], author=author, now=now, note=note)
    except StaleWording:
        return _page(request, _typed(kind, form, is_stale=True), form, code=CONFLICT)
    except ValidationError as error:
        return _page(request, _typed(kind, form, errors=error.message_dict), form, code=REFUSED)
    in_use = _("Version %(version)s is in use from now on.") % {"version": saved.version}
    messages.success(request, in_use)
    return _back(kind)


def _seen(request: AgentRequest) -> int:
    """Return the version that somebody looked at, -1 when he doesn't say, which is always stale."""
    form = SeenForm(request.POST)
    return form.cleaned_data["seen"] if form.is_valid() else -1


def _typed(
    kind: Draft,
    form: WordingForm,
    *,
    errors: Mapping[str, Any] | None = None,
    is_stale: bool = False,
) -> Editor:
    """Return the editor with what was typed in it."""
    return build_editor(
        kind,
        typed=form.draft(kind),
        case=form.typed_case,
        errors=errors,
        is_stale=is_stale,
        now=timezone.now(),
    )


def _page(
    request: AgentRequest,
    editor: Editor,
    form: WordingForm | None = None,
    *,
    code: int = 200,
    part: str = "",
    **shown: object,
) -> HttpResponse:
    """Answer with the page and what was typed on it, or for htmx with a part of it."""
    context = {"editor": editor, "form": form, "may_change": request.user.has_perm(CHANGE), **shown}
    template = part if part and request.htmx else "desk/wordings/wording.html"
    return render(request, template, context, status=code)


def _back(kind: Draft) -> HttpResponse:
    return redirect("wording", kind.event, kind.language, kind.channel)
