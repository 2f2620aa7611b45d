"""From an ask whose contact is proven to a case: a new one, or the one that is open already."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from support.cases.links import link_for
from support.cases.locked import lock_payment
from support.cases.models import Case, CaseEvent, Message, log
from support.cases.telling.masked import log_masked
from support.files.models import StoredFile
from support.files.services import Upload, check_together, storing
from support.guidance.hearing import hear_customer
from support.guidance.helping.services import carry_on
from support.guidance.models import HelpWalk
from support.guidance.reports.opening import Report, report_trouble
from support.guidance.which.choosing import guides_for
from support.guidance.which.rules import About, about_payment
from support.payments.models import Payment
from support.portal.asking.models import TYPED, Ask, Asker
from support.portal.asking.proving import contact_of
from support.portal.asking.services import without_secrets
from support.portal.asking.whose import is_theirs, payment_of
from support.portal.help.form import ABOUT
from support.portal.models import Post


@transaction.atomic
def open_ask(
    ask: Ask, more: Mapping[str, str], uploads: Sequence[Upload], *, now: datetime
) -> Case | None:
    """Open the case of an ask whose link was opened, or bring it into the one that is open.

    `more` is what was asked besides on the page of the link. A payment that is not theirs by this
    contact is named in the words only, and nothing of it is told. A second call returns the same
    case; None for one that was let go of, or is gone meanwhile. Raises ValidationError for files
    that are not taken.
    """
    check_together(uploads)
    payment, standing = payment_of(ask.asker, ask.reference)
    if payment is not None:
        lock_payment(payment.pk)  # comes before the case, as at every door
    locked = _locked(ask)
    if locked is None:
        return None
    ask = locked
    if ask.settled_at is not None:
        return ask.case
    typed, told = without_secrets(more)
    said = {name: getattr(ask, name) or typed[name] for name in TYPED}
    said["about"] = ask.about or more.get("about", "")
    with storing(uploads, now=now) as files:
        if standing is not None:
            words = said["words"]
            case = hear_customer(
                standing, words, medium=Message.Medium.FORM, files=files, now=now
            ).case
        else:
            case = _report(ask, payment, said, files, now)
    if ask.walk is not None:
        carry_on(ask.walk, case, now=now)
    named = bool(ask.reference)
    log(case, CaseEvent.Kind.ASKED, now=now, is_theirs=payment is not None, is_named=named)
    masked = [*ask.masked, *told]
    log_masked(case, masked, where="words", now=now)
    ask.settle(case, now)
    _show(case, ask.asker, masked, len(files), now)
    return case


def _show(case: Case, asker: Asker, masked: list[str], files: int, now: datetime) -> None:
    """Let whoever asked read their words on the page of a case that is theirs."""
    if not is_theirs(asker, case.customer, case.contact):
        return
    asked = Message.objects.filter(case=case, medium=Message.Medium.FORM).latest("pk")
    Post.objects.create(
        link=link_for(case, now), key=uuid4(), message=asked, files=files,
        masked=masked, digest="", posted_at=now,
    )  # fmt: skip


def _report(
    ask: Ask,
    payment: Payment | None,
    said: Mapping[str, str],
    files: Sequence[StoredFile],
    now: datetime,
) -> Case:
    """Open a case of the payment that is theirs, else of whoever has the contact."""
    about = about_payment(payment) if payment else About(direction=said["about"])
    report = Report(
        words=said["words"] if payment else _all_of(said),
        medium=Message.Medium.FORM,
        payment=payment,
        contact=contact_of(ask.asker, said["name"]),
        about=said["reference"],
        guide=_guide(about, ask.walk),
        files=files,
    )
    case, _is_new = report_trouble(report, actor=None, now=now)
    return case


def _guide(about: About, walk: HelpWalk | None) -> str:
    """Return the guide that the rules choose; rather that of which they have answered some."""
    guides = [version.tree.slug for version in guides_for(about)]
    answered = walk.version.tree.slug if walk else ""
    return answered if answered in guides else next(iter(guides), "")


def _all_of(said: Mapping[str, str]) -> str:
    """Return the words with what else was said of a payment that nobody has found, a line each."""
    lines = {
        _("What did not arrive: %(said)s"): str(ABOUT[said["about"]][1]) if said["about"] else "",
        _("When: %(said)s"): said["happened"],
        _("Amount: %(said)s"): said["amount"],
        _("Reference: %(said)s"): said["reference"],
    }
    told = [line % {"said": value} for line, value in lines.items() if value]
    return "\n".join([said["words"], "", *told]) if told else said["words"]


def way_to(ask: Ask, now: datetime) -> str:
    """Return the address of the case that came of an ask, "" where it is not the asker's to see."""
    case = ask.case and (ask.case.merged_into or ask.case)
    if case is None or not is_theirs(ask.asker, case.customer, case.contact):
        return ""
    return reverse("status-page", args=[link_for(case, now).token])


def _locked(ask: Ask) -> Ask | None:
    """Return an ask, None where the night or an erasure has just taken it away."""
    rows = Ask.objects.select_for_update(of=["self"])
    related = rows.select_related("asker", "case__customer", "case__merged_into", "walk")
    return related.filter(pk=ask.pk).first()
