"""SMS while workers are killed: through Kannel, and through a provider that can be asked."""

import random
import re
import shutil
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import unquote_to_bytes

from support.notifications.models import Notification
from tests.faults.outbox import (
    empty_outbox,
    make_customers,
    read_rows,
    state_counts,
    tell,
    wait_until_settled,
)
from tests.faults.stage import Stage, wait_for
from tests.faults.verdicts import WENT_OUT, Verdict, at_most, none_of
from tests.gateway.kannel import FAKE_SMSC, Kannel, kannel
from tests.notifications.sms_sink import Say

SETTLED_SECONDS = 180.0
PATTERNS = {
    "ascii": re.compile(rb"CW-\d{8}"),
    "utf-16-be": re.compile(rb"\x00C\x00W\x00-(?:\x00\d){8}"),
}
SMSC_SECONDS = 30.0
LOST_ANSWERS = [Say(500, ""), Say(200, "", takes=True), Say(200, "<html>", takes=True)]


def kannel_storm(stage: Stage, *, messages: int = 300, kills: int = 4) -> list[Verdict]:
    """Send SMS through Kannel and kill workers meanwhile; count what the network gets."""
    if not (Path(FAKE_SMSC).exists() and shutil.which("bearerbox", path="/usr/sbin")):
        return [Verdict("Kannel is not installed, this part was skipped", "skipped", True)]
    empty_outbox()
    chance = random.Random("kannel")
    with ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="casewalk-kannel-"))
        gateway = stack.enter_context(kannel(Path(name)))
        with stage.crew(SMS_URL=gateway.url) as crew:
            for number, customer in enumerate(make_customers(messages)):
                tell(customer, number, channel="sms", event="solution")
            for kill in range(kills):
                due = messages * (kill + 1) // (kills + 2)
                wait_for(lambda due=due: len(_arrived(gateway)) >= due, seconds=60)
                crew.kill_whole(chance.choice(crew.workers))
                crew.replace_dead()
            settled = wait_until_settled(SETTLED_SECONDS)
            sent = Notification.objects.filter(channel="sms", state__in=WENT_OUT)
            wait_for(lambda: len(_arrived(gateway)) >= sent.count(), seconds=SMSC_SECONDS)
            arrived = _arrived(gateway)
            rows = {row.context["reference"]: row.state for row in sent.all()}
    missing = [reference for reference in rows if reference not in arrived]
    again = [reference for reference, count in arrived.items() if count > 1]
    return [
        at_most("seconds until all had settled", settled or 999, SETTLED_SECONDS),
        none_of("SMS that the network got more than once", again, len(arrived)),
        none_of("SMS called sent that the network never got", missing, len(rows)),
        Verdict("states at the end", f"{dict(state_counts())}", True),
    ]


def asked(stage: Stage, *, messages: int = 200, kills: int = 2) -> list[Verdict]:
    """Lose every tenth answer of a provider that keeps our reference, and kill workers."""
    empty_outbox()
    chance = random.Random("asked")
    stage.text.on_text = lambda _pk: chance.choice(LOST_ANSWERS) if _one_in_ten(chance) else None
    taken = stage.text.server.taken
    with stage.crew(SMS_URL=stage.text.url("aliyun")) as crew:
        for number, customer in enumerate(make_customers(messages)):
            tell(customer, number, channel="sms", event="solution")
        for kill in range(kills):
            due = messages * (kill + 1) // (kills + 2)
            wait_for(lambda due=due: len(taken) >= due, seconds=60)
            crew.kill_whole(chance.choice(crew.workers))
            crew.replace_dead()
        wait_until_settled(SETTLED_SECONDS / 2)
        stage.text.on_text = lambda _pk: None
        settled = wait_until_settled(SETTLED_SECONDS)
    counted = stage.text.server.times_taken()
    rows = [row for row in read_rows() if row.channel == "sms"]
    unclear = {seen.pk for seen in stage.text.seen() if not seen.is_clear}
    again = [pk for pk, count in counted.items() if count > 1]
    unsure = [row.pk for row in rows if row.state not in WENT_OUT]
    return [
        at_most("seconds until all had settled", settled or 999, SETTLED_SECONDS),
        none_of("SMS accepted more than once", again, len(counted)),
        none_of("SMS that the provider has and we don't know of", set(unsure) & set(counted)),
        Verdict("SMS cleared up by asking", f"{len(unclear - set(unsure))} of {len(unclear)}",
                len(unclear) > len(unsure)),
        Verdict("SMS left to a person, not accepted", f"{len(set(unsure) - set(counted))}", True),
    ]  # fmt: skip


def _one_in_ten(chance: random.Random) -> bool:
    return chance.random() < 0.1


def _arrived(gateway: Kannel) -> Counter[str]:
    """Count the references in the fake SMSC's log: Chinese ones are in UCS-2 and escaped."""
    log = unquote_to_bytes(gateway.arrived())
    counted: Counter[str] = Counter()
    for coding, pattern in PATTERNS.items():
        counted.update(found.decode(coding) for found in pattern.findall(log))
    return counted
