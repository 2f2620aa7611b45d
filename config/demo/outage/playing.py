"""The course of the outage, as the timetable and a lead would have it; in one transaction.

So whatever else works on this database sees all of it at once or nothing, and a play that fails
leaves nothing behind.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from config.demo.outage.world import World, minutes_after
from support.guidance.waiting.outage import walk_linked_anew
from support.incidents import linking, recovery, telling
from support.incidents.models import Incident
from support.incidents.services import open_incident, publish_incident
from support.incidents.updating import Said, add_update
from support.incidents.watching.services import watch
from support.intake.looking.rounds import look_up

ARRIVE_IN = 20  # minutes, or less where that many would be few a minute
LEAST = 8  # a minute
PATIENCE = timedelta(hours=1)
WORDS = {
    "identified": (
        "The bank does not answer just now. Your payment is among those that wait.",
        "银行目前没有响应，您的款项也在等待之列。",
    ),
    "monitoring": (
        "The bank answers again. We check each payment.",
        "银行已恢复响应，我们正在逐笔核对。",
    ),
    "resolved": ("The bank works again.", "银行已恢复正常。"),
}


@dataclass
class Course:
    """What happened when; `opened_after` is how many had arrived before the incident was open."""

    incident: Incident
    detected_at: datetime
    opened_after: int
    ended_at: datetime


def play(world: World) -> Course:
    """Let the bank go down, come back, and every payment be looked up.

    Raises RuntimeError where nothing was detected.
    """
    incident, detected_at, opened_after = None, world.began, 0
    each = max(-(-world.people // ARRIVE_IN), LEAST)
    for number in range(world.people):
        minute, place = divmod(number, each)
        if place == 0 and minute:
            now = minutes_after(world.began, minute + 0.1)
            for found in watch(now):
                if incident is None and world.channel in found.channels.all():
                    detected_at = minutes_after(world.began, minute)
                    incident, opened_after = _open(found, now), number
        at = minutes_after(world.began, minute + 0.2 + 0.7 * place / each)
        world.stop(number, world.channel, at)
    if incident is None:
        message = "nothing was detected"
        raise RuntimeError(message)
    world.stop(world.people, world.other, minutes_after(world.began, ARRIVE_IN + 1))
    now = minutes_after(world.began, ARRIVE_IN + 2)
    for state in ("identified", "monitoring"):
        _write(incident, state, now)
        now += timedelta(minutes=2)
    _recover(world, incident, now)
    return Course(incident, detected_at, opened_after, now)


def _open(proposed: Incident, now: datetime) -> Incident:
    """Do what a lead does who believes it."""
    incident = open_incident(proposed, actor=None, now=now)
    publish_incident(incident, is_public=True)
    linking.link_earlier(now)
    while walk_linked_anew(now):
        pass
    return incident


def _write(incident: Incident, state: str, now: datetime) -> None:
    english, chinese = WORDS[state]
    is_over = state == Incident.State.RESOLVED
    said = Said(
        state,
        incident.updates.count(),
        agents_en=english,
        agents_zh=chinese,
        customers_en=english,
        customers_zh=chinese,
        next_update_at=None if is_over else now + PATIENCE,
    )
    add_update(incident, said, actor=None, now=now)
    telling.tell_linked(now)


def _recover(world: World, incident: Incident, now: datetime) -> None:
    """Four of five payments arrived after all; one in five is held still."""
    for place, reference in enumerate(world.payments()):
        if place % 5 < 4:
            world.book.put(reference, "credited", occurred_at=now.isoformat())
    _write(incident, "resolved", now)
    recovery.recover(now)
    while look_up(clock=lambda: now):
        pass
    while walk_linked_anew(now):
        pass
    telling.tell_linked(now)
