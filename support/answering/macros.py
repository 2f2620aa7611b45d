"""Applying a macro to a case, and taking it back. Each is a door: one transaction."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from support.answering.deeds import REPLY, Press, case_after, check_press, deeds_of, words_for
from support.answering.drafts import keep_draft
from support.answering.models import AppliedMacro, Draft, Given, Macro
from support.cases.changing.services import tag, tidied, weigh
from support.cases.changing.undoing import TO_UNDO, remembered, take_back, values_of
from support.cases.locked import lock_case, move_case, settle_case
from support.cases.models import Case, CaseEvent, Message, Wake, log
from support.cases.taking.giving import claim, give
from support.cases.taking.naps import ANSWERS, nap_until
from support.cases.taking.referring import ask_as_before, asked_in
from support.cases.taking.snoozing import put_off
from support.cases.telling.message_words import message_context
from support.cases.telling.saying import check_other_reply, reply_in
from support.notifications.outbox.queueing import Road
from web.access import By

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ALL = Press()


@transaction.atomic
def apply_macro(
    case: Case, macro: Macro, press: Press = ALL, *, actor: "User", now: datetime
) -> AppliedMacro:
    """Do what a macro says, or what was wanted of it, all or nothing; who does that has the case.

    It is judged anew under the case's lock, and each deed passes the gates that it has by hand.
    Nothing leaves for `TO_UNDO`. Raises ValidationError for what can't be done, and where nothing
    would be.
    """
    case = lock_case(case)
    macro = Macro.objects.select_related("to_team").get(pk=macro.pk)
    check_press(macro, case, press)
    before, asked = values_of(case), asked_in(case) if macro.to_team else None
    deeds = {deed.name for deed in deeds_of(macro, case, actor) if press.wants(deed.name)}
    body = press.body
    if body is None:
        body = words_for(macro, case_after(case, macro, press, now=now), now=now)
    if press.files and not body.strip():
        raise ValidationError(_("Files leave with words only."), code="files_alone")
    if not deeds and not body.strip():
        raise ValidationError(_("This macro would change nothing here."), code="no_deed")
    log(case, CaseEvent.Kind.MACRO, now=now, actor=actor, macro=macro.slug, names=macro.names)
    message = _do(case, macro, deeds, replace(press, body=body), By(actor=actor, now=now))
    Macro.objects.filter(pk=macro.pk).update(uses=F("uses") + 1, used_at=now)
    kept = remembered(case, before, now=now, actor=actor)
    return AppliedMacro.objects.create(macro=macro, message=message, asked=asked, **kept)


def _do(case: Case, macro: Macro, deeds: set[str], press: Press, by: By) -> Message | None:
    """Status before words, which then tell of it; a nap last, for both would end it."""
    actor, now, body = by["actor"], by["now"], press.body or ""
    road = Road(undone_until=now + TO_UNDO)
    if "assignment" in deeds:
        is_mine = macro.given == Given.ME
        give(case, actor if is_mine else None, team=None if is_mine else macro.to_team, **by)
    else:
        claim(case, actor, now)
    if "tags" in deeds:
        tag(case, tidied({*case.tags, *macro.tags} - {*macro.untags}), **by)
    if "priority" in deeds:
        weigh(case, macro.priority, **by)
    if "status" in deeds:
        move_case(case, macro.status, **by)
    if "ending" in deeds:
        settle_case(case, ending=macro.ending, tells=not body.strip(), **by, **road)
    message = None
    if body.strip():
        if press.known is not None:
            check_other_reply(case, actor, now=now, known=press.known)
        context = message_context(case, REPLY, now=now)
        message = reply_in(case, body, context=context, files=press.files, **by, **road)
    if "snooze" in deeds:
        on = ANSWERS.get(macro.nap, Wake.TIME)
        put_off(case, until=nap_until(case, macro.nap, now), on=on, **by)
    return message


@transaction.atomic
def take_back_macro(applied: AppliedMacro, *, actor: "User", now: datetime) -> Case:
    """Undo a macro, as `changing.undoing.take_back` does. Its reply is a draft again."""
    case, applied = take_back(applied, actor=actor, now=now)
    if applied.asked is not None:
        ask_as_before(case, applied.asked)
    macro = applied.macro
    Macro.objects.filter(pk=macro.pk, uses__gt=0).update(uses=F("uses") - 1)
    if applied.message is not None:
        body, files = applied.message.body, list(applied.message.files.all())
        applied.message.delete()
        if Draft.Kind.REPLY not in Draft.objects.of(actor, case):
            keep_draft(case, Draft.Kind.REPLY, body, author=actor, now=now)
            reply = Draft.objects.filter(author=actor, case=case, kind=Draft.Kind.REPLY)
            for draft in reply if files else ():
                draft.files.set(files)
    log(case, CaseEvent.Kind.UNDONE, now=now, actor=actor, macro=macro.slug, names=macro.names)
    return case
