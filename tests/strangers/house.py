"""One house with something behind every door, and the address of every door."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from support.calendars.models import CalendarDay
from support.cases.links import link_for
from support.guidance.services import start_walk
from support.incidents.services import Scope, open_incident
from support.inquiries.models import AnswerRule, Bank
from support.lead.articles.page import preview_token
from support.liaison.models import Action
from support.notifications.models import Notification
from support.notifications.outbox.suppressions import suppress
from support.operations.money.models import MoneyStep
from support.operations.plans.services import start_checklist
from support.payments.models import Channel
from support.roster.models import Feed, HandOver, Swap
from support.staff.models import Team
from tests.desk.telling import sent
from tests.editor.attacking import make_world
from tests.editor.authors import signed_in
from tests.factories import make_case
from tests.guides.making import out, planned
from tests.inquiries.bank import ask, make_bank
from tests.payments.stopping import make_stop
from tests.plans.world import make_plan
from tests.reference import load_reference
from tests.roster.world import a_rule
from troubleshooting.editor.trial.sharing import share_draft

HOLE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:\[[^]]*\][+*]?|[^()])*\)")


@dataclass(frozen=True)
class House:
    """What stands behind the doors: what the holes of an address mean, by how it begins."""

    chief: User
    names: dict[str, dict[str, Any]]

    def address(self, pattern: str, **odd: str) -> str:
        """Fill the holes of an address with what is there, or with something odd."""
        fitting = [begin for begin in self.names if pattern.startswith(begin)]
        known = {**self.names[""], **self.names[max(fitting, key=len)], **odd}
        filled = HOLE.sub(lambda found: str(known[found[1] or found[2]]), pattern)
        return "/" + filled.replace("^", "").replace("$", "").removesuffix("?")


def build_house() -> House:
    load_reference()
    world, now = make_world(), timezone.now()
    chief = User.objects.create_superuser("chief")
    case = make_case()
    walk = start_walk(case, now=now).walk
    message = Notification.objects.filter(thread=case.reference).first()
    assert message is not None
    broadcast = sent(signed_in(chief)).url.strip("/").split("/")[-1]
    suppressed = suppress("email", "gone@example.test", why="manual", words="", now=now)
    asked = ask(case, make_bank(), now)
    team = Team.objects.create(name="Payouts", place=9)
    day = CalendarDay.objects.create(calendar="CN", day=date(2027, 2, 20), is_worked=True)
    rule = a_rule(team, "06:00", "14:00", person=chief)
    told = {"begins_at": now, "asked_at": now, "state": "asked"}
    swap = Swap.objects.create(rule=rule, day=rule.from_on, gives=chief, takes=chief, **told)
    note = HandOver.objects.create(team=team, author=chief, body="Hm", written_at=now)
    feed = Feed.objects.create(person=chief, language="en", made_at=now)
    bank = Bank.objects.create(slug="north", name_en="North", name_zh="北行", calendar="GB",
                               time_zone="Europe/London")  # fmt: skip
    action = Action.objects.create(bank=bank, words="Hm", owner=chief, due_on=now.date())
    article = out()
    campaign = planned([article], actor=chief)
    stop = make_stop(Channel.objects.get(code="demo-fps"))
    step = MoneyStep.objects.create(
        case=case, payment=case.payment, deed="send_again", amount=1, asked_at=now,
        state="looked_up",
    )  # fmt: skip
    begun = start_checklist(make_plan(actor=chief), incident=None, actor=chief, now=now)
    about = Scope("Nothing is late", "无延迟", [], now, methods=["none"])
    incident = open_incident(about, actor=chief, now=now)
    reference, slug = case.reference, world.tree.slug
    trees = {"slug": slug, "number": 1, "pk": world.thrown_away.pk, "key": "arrived",
             "form": "yaml", "name": "workspace"}  # fmt: skip
    names: dict[str, dict[str, Any]] = {
        "": {"reference": reference, "code": "demo-fps", "slug": "account_closed",
             "token": "x:y:z", "rest": "x/y/", "market": "en", "pk": message.pk, "name": "retry",
             "merged": reference, "file": message.pk},
        "reports/": {"name": "cases"},
        "api/v1/reports/": {"name": "cases"},
        "lead/": {"username": chief.username, "name": "back", "pk": team.pk},
        "lead/banks/": {"slug": "tarnfield"},
        "lead/banks/rules/": {"pk": AnswerRule.objects.first().pk},
        "api/v1/^plans/": {"slug": begun.version.plan.slug},
        "api/v1/^checklists/": {"pk": begun.pk},
        "api/v1/^banks/": {"slug": "tarnfield"},
        "api/v1/^inquiries/": {"reference": asked.reference},
        "lead/complaints/rules/": {"code": "uk"},
        "channels/": {"code": "demo-fps", "pk": stop.pk},
        "lead/plans/": {"slug": begun.version.plan.slug},
        "lead/checklists/": {"pk": begun.pk, "position": 0},
        "lead/liaison/": {"slug": "north", "kind": "actions", "pk": action.pk, "form": "csv"},
        "lead/roster/": {"kind": "rules", "pk": rule.pk, "key": f"rule-{rule.pk}-{rule.from_on}"},
        "lead/roster/swaps/": {"pk": swap.pk},
        "lead/roster/notes/": {"pk": note.pk},
        "lead/roster/feeds/": {"key": feed.key},
        "lead/customers/": {"pk": case.customer_id},
        "lead/clocks/": {"calendar": "CN", "year": 2027, "pk": day.pk},
        "admin/": {"object_id": 1, "id": chief.pk, "content_type_id": 1, "url": "nothing/",
                   "app_label": "cases"},
        "api/v1/trees/": trees | {"name": "1"},
        "api/v1/trees/<slug:slug>/reports/": trees | {"number": world.report.pk},
        "api/v1/trees/<slug:slug>/log/": trees | {"number": world.thrown_away.pk},
        "api/v1/walks/": {"pk": walk.pk, "number": 1},
        "guides/": {"slug": "limits", "token": "x"},
        "settings/articles/": {"slug": "limits", "number": 1, "token": preview_token(article),
                              "pk": campaign.pk},
        "new/": {"token": "x.y"},
        "s/": {"token": link_for(case, now).url.rstrip("/").split("/")[-1]},
        "trees/": trees | {"token": share_draft(world.draft, chief, now)},
        "trees/<slug:slug>/reports/": trees | {"pk": world.report.pk},
        "cases/": {"reference": reference, "part": "guide", "pk": message.pk, "name": "retry",
                   "kind": "reply", "inquiry": asked.reference},
        "cases/<str:reference>/money/": {"reference": reference, "pk": step.pk},
        "incidents/": {"reference": incident.reference, "case": reference},
        "api/v1/^incidents/": {"reference": incident.reference, "case": reference},
        "api/v1/cases/<slug:reference>/money-steps/": {"reference": reference, "pk": step.pk},
        "outbox/broadcasts/": {"pk": broadcast, "name": "pause"},
        "outbox/wordings/": {"event": "case-opened", "language": "en", "channel": "email",
                             "version": 1},
        "outbox/suppressed/": {"pk": suppressed.pk},
    }  # fmt: skip
    return House(chief, names)


def patterns() -> Iterator[str]:
    """Return every pattern of an address; those with a format at the end say the same again."""
    return (found for found in _walk(get_resolver().url_patterns) if "format" not in found)


def _walk(entries: list[Any], before: str = "") -> Iterator[str]:
    for entry in entries:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, path)
        else:
            yield path
