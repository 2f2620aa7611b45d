"""How a lead writes a macro."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from support.answering.deeds import REPLY, VARIABLES
from support.answering.models import MOVES, Given, Macro
from support.cases.changing.services import tidied
from support.notifications.models import Channel
from support.notifications.words.placeholders import names_in
from support.notifications.words.rules import Draft, problems_in_part
from support.notifications.words.rules import tidied as tidied_text
from support.staff.models import Team

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST_TEXT = 10_000
TAKEN = frozenset({"new"})  # the address of the empty form


class StaleMacro(Exception):
    """Somebody else has changed the macro since it was looked at."""


@dataclass(frozen=True)
class Written:
    """A macro as somebody wrote it; `names` and `texts` by language, "" where there is none."""

    names: dict[str, str]
    texts: dict[str, str] = field(default_factory=dict)
    team: Team | None = None
    status: str = ""
    ending: str = ""
    priority: str = ""
    tags: list[str] = field(default_factory=list)
    untags: list[str] = field(default_factory=list)
    given: str = ""
    to_team: Team | None = None
    nap: str = ""


@transaction.atomic
def save_macro(
    macro: Macro | None, written: Written, *, seen: int = 0, actor: "User", now: datetime
) -> Macro:
    """Make a macro, or write one anew. `seen` is the version that was looked at.

    Raises StaleMacro if it is another by now, and ValidationError by field for what can't be.
    """
    values = _checked(written)
    changed = {"changed_by": actor, "changed_at": now}
    if macro is None:
        slug = slugify(values["names"].get("en", ""))[:50] or "macro"
        if slug in TAKEN or Macro.objects.filter(slug=slug).exists():
            slug = f"{slug}-{uuid4().hex[:8]}"
        return Macro.objects.create(slug=slug, **values, **changed)
    macro = Macro.objects.select_for_update(of=("self",)).get(pk=macro.pk)
    if macro.version != seen:
        raise StaleMacro(_("Somebody changed this macro meanwhile. Look at it again."))
    for name, value in (values | changed).items():
        setattr(macro, name, value)
    macro.version += 1
    macro.save(update_fields=[*values, *changed, "version"])
    return macro


@transaction.atomic
def switch_macro(macro: Macro, *, is_on: bool, actor: "User", now: datetime) -> Macro:
    """Take a macro out of use, or into use again."""
    macro = Macro.objects.select_for_update(of=("self",)).get(pk=macro.pk)
    macro.off_at = None if is_on else macro.off_at or now
    macro.changed_by, macro.changed_at, macro.version = actor, now, macro.version + 1
    macro.save(update_fields=["off_at", "changed_by", "changed_at", "version"])
    return macro


def _checked(written: Written) -> dict[str, Any]:
    errors: dict[str, list[str]] = {}
    names = {code: " ".join(name.split()) for code, name in written.names.items() if name.strip()}
    texts = {code: _tidy(code, text) for code, text in written.texts.items() if text.strip()}
    tags, untags = tidied(written.tags), tidied(written.untags)
    if not names:
        errors["names"] = [_("Please give it a name.")]
    for code, text in texts.items():
        if found := _problems(code, text):
            errors.setdefault("texts", []).extend(found)
    if written.ending and (written.status or written.nap):
        errors["ending"] = [_("A case that ends is neither moved nor snoozed.")]
    if (written.given == Given.TEAM) != (written.to_team is not None):
        errors["to_team"] = [_("Please choose the team that gets the case.")]
    deeds = (written.status, written.ending, written.priority, written.given, written.nap)
    if not any(deeds) and not (texts or tags or untags):
        errors["texts"] = [_("A macro writes or does something.")]
    if written.status not in ("", *dict(MOVES)):
        errors["status"] = [_("This status can't be chosen here.")]
    if {*tags} & {*untags}:
        errors["tags"] = [_("A tag is either added or taken away.")]
    if errors:
        raise ValidationError(
            {name: [ValidationError(one, code=name) for one in found]
             for name, found in errors.items()}
        )  # fmt: skip
    values = {one.name: getattr(written, one.name) for one in fields(written)}
    return values | {"names": names, "texts": texts, "tags": tags, "untags": untags}


def _tidy(language: str, text: str) -> str:
    return tidied_text(Draft(REPLY, language, Channel.EMAIL, "", text)).body


def _problems(language: str, text: str) -> list[str]:
    """Say what is wrong with a text: what would be of any message, and words that none has."""
    if len(text) > LONGEST_TEXT:
        return [_("The text is longer than %(most)s characters.") % {"most": f"{LONGEST_TEXT:,}"}]
    if strange := [name for name in names_in(text) if name not in VARIABLES]:
        shown = {"name": f"{{{strange[0][:40]}}}"}
        return [_("%(name)s is not known for this message. The list shows what is.") % shown]
    return problems_in_part(Draft(REPLY, language, Channel.EMAIL, "", text))
