"""What stands on a case's page many times, drawn by its shape: `{% load case %}`."""

from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.template.defaultfilters import linebreaksbr
from django.template.loader import get_template, render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString

from support.cases.models import Case, Status
from support.desk.case.stream.conversation import Entry
from support.desk.case.stream.stream import Item
from support.desk.case.stream.timeline import Line
from troubleshooting.checks.evidence import Evidence
from troubleshooting.walks.showing.values import Taken
from web.shapes import drawn
from web.templatetags.icons import DRAWN
from web.templatetags.web import ago, person
from web.words.said import label

register = template.Library()
NOTHING = SafeString()
EVIDENCE = "walks/_evidence.html"


@register.simple_tag(takes_context=True)
def taken(context: Context, step: Taken) -> SafeString:
    """Draw an answer of the guide's path, with the form to change it where that was asked for."""
    guide = context["guide"]
    again = NOTHING
    if guide.again and guide.again.number == step.number:
        again = _part("desk/case/guide/_again.html", context, step=step, again=guide.again)
    can_change = guide.panel.is_open and not again
    return drawn_step(step, guide.case, can_change=can_change, again=again)


@register.simple_tag(takes_context=True)
def in_stream(context: Context, item: Item) -> SafeString:
    """Draw what was said or what happened."""
    if isinstance(item, Line):
        return drawn_line(item)
    has_more = item.files or item.deliveries
    beside = _part("desk/case/stream/_beside.html", context, entry=item) if has_more else NOTHING
    return drawn_entry(item, beside)


@register.simple_tag
def status_of(case: Case) -> SafeString:
    """Draw our wording of a case's status, as a list of cases has it many times."""
    shape = {"case.status": case.status, "case.get_status_display": label(Status, case.status)}
    return drawn("desk/queue/_status.html", shape, {})


def _part(name: str, context: Context, **shown: object) -> SafeString:
    found: Any = get_template(name)
    with context.push(**shown):
        drawn_one: SafeString = found.template.render(context)
    return drawn_one


def drawn_step(step: Taken, case: Case, *, can_change: bool, again: SafeString) -> SafeString:
    """Draw an answer of the path; `again` is the form in which it is about to be changed."""
    case_page, guide_part = _pages(case.reference, get_script_prefix())
    shape = {
        "can_change": can_change,
        "step.source": step.source,
        "step.is_changed": step.is_changed,
        "step.is_overruled": step.is_overruled,
    }
    values = {
        "step.title": step.title,
        "step.answer": step.answer,
        "step.number": str(step.number),
        "step.actor": step.actor,
        "step.note": step.note,
        "step.reason": step.reason,
        "step.when": ago(step.answered_at) if step.answered_at else "",
        "step.evidence": drawn_evidence(step.evidence) if step.evidence else "",
        "case_page": case_page,
        "guide_part": guide_part,
        "again": again,
    }
    return drawn("desk/case/guide/_step.html", shape, values)


@lru_cache
def _pages(reference: str, _root: str) -> tuple[str, str]:
    """Return the addresses that each step of a path leads to."""
    return reverse("case", args=[reference]), reverse("case-part", args=[reference, "guide"])


def drawn_evidence(evidence: Evidence) -> SafeString:
    """Draw what a check found; with values of a payment by no shape, for shapes are kept."""
    if evidence.read:
        return SafeString(render_to_string(EVIDENCE, {"evidence": evidence}).strip())
    shape = {
        "evidence.strength": evidence.strength,
        "evidence.speaks_for": tuple(evidence.speaks_for),
    }
    values = {
        "evidence.title": evidence.title,
        "evidence.sentence": evidence.sentence,
        "evidence.source": evidence.source,
    }
    return drawn(EVIDENCE, shape, values)


def drawn_line(line: Line) -> SafeString:
    values = {
        "line.icon": DRAWN["micro"](line.icon),
        "line.title": line.title,
        "line.detail": line.detail,
        "line.note": line.note,
        "line.origin": line.origin,
        "line.actor": person(line.actor),
        "line.when": ago(line.at, within_day=True),
    }
    return drawn(
        "desk/case/stream/_line.html", {"line.is_of_customer": line.is_of_customer}, values
    )


def drawn_entry(entry: Entry, beside: SafeString) -> SafeString:
    """Draw a message or note; `beside` are its files and how it went."""
    values = {
        "entry.title": entry.title,
        "entry.medium": entry.medium,
        "entry.origin": entry.origin,
        "entry.author": person(entry.author),
        "entry.when": ago(entry.at, within_day=True),
        "entry.body": _in_lines(entry.body),
        "entry.quoted": _in_lines(entry.quoted),
        "entry.beside": beside,
    }
    return drawn("desk/case/stream/_entry.html", {"entry.kind": entry.kind}, values)


def _in_lines(text: str) -> str:
    return linebreaksbr(text) if "\n" in text or "\r" in text else text
