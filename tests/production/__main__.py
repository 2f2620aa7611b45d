"""Run Casewalk in production form under load, kill each part in turn, and compare the counts."""

import argparse
import sys
import time

from tests.faults.stage import say
from tests.faults.verdicts import Verdict
from tests.production.house import standing


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.production", description=__doc__)
    parser.add_argument("--seconds", type=int, default=90, help="of load; kills all the while")
    parser.add_argument("--events", type=float, default=3.0, help="payment events a second")
    parser.add_argument("--agents", type=int, default=2, help="who work without a pause")
    chosen = parser.parse_args()
    begun_at = time.monotonic()
    with standing() as house:
        from tests.production.trial import trial  # reads the settings, which are there now

        verdicts = trial(
            house, seconds=chosen.seconds, events_a_second=chosen.events, agents=chosen.agents
        )
    show(verdicts)
    say(f"the whole run took {time.monotonic() - begun_at:.0f} s")
    failed = sum(not verdict.holds for verdict in verdicts)
    sys.stdout.write(f"{len(verdicts) - failed} passed, {failed} failed\n")
    return 1 if failed else 0


def show(verdicts: list[Verdict]) -> None:
    for verdict in verdicts:
        mark = "holds " if verdict.holds else "BREACH"
        sys.stdout.write(f"  {mark} {verdict.claim:<58} {verdict.found}\n")


if __name__ == "__main__":
    sys.exit(main())
