"""Run the storm and the scenarios beside it, print what was found, and fail on any breach."""

import argparse
import sys
import time
from collections.abc import Callable

from tests.faults.stage import Stage, say, standing
from tests.faults.verdicts import Verdict

Scenario = Callable[[Stage], list[Verdict]]


def main() -> int:
    chosen = _parser().parse_args()
    begun_at = time.monotonic()
    found: dict[str, list[Verdict]] = {}
    with standing() as stage:
        scenarios = _scenarios(chosen.messages, chosen.seed)
        if unknown := set(chosen.only or ()) - set(scenarios):
            names = ", ".join(scenarios)
            sys.exit(f"No such scenario: {', '.join(sorted(unknown))}. There are: {names}.")
        for name in chosen.only or scenarios:
            scenario = scenarios[name]
            say(f"— {name} (seed {chosen.seed}) —")
            started_at = time.monotonic()
            with stage.sinks():
                found[name] = scenario(stage)
            say(f"{name}: {time.monotonic() - started_at:.0f} s")
    _print(found)
    say(f"the whole run took {time.monotonic() - begun_at:.0f} s")
    return 0 if all(verdict.holds for verdicts in found.values() for verdict in verdicts) else 1


def _scenarios(messages: int, seed: str) -> dict[str, Scenario]:
    # Not above: these read the settings, which the stage sets up.
    from tests.faults import commits, crowds, leases, network, outliving
    from tests.faults.storm import Plan, storm

    return {
        "takeover": leases.takeover,
        "slow send": leases.slow_send,
        "spread": crowds.spread,
        "rollback": commits.rollback,
        "broker down": commits.broker_down,
        "outliving": outliving.outlive,
        "urgent": crowds.urgent_among_many,
        "order": crowds.order,
        "Kannel": network.kannel_storm,
        "asked": network.asked,
        "storm": lambda stage: storm(stage, Plan.of(messages, seed)),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000, help="in the storm")
    parser.add_argument("--seed", default=f"{time.time_ns() % 100_000}", help="to repeat a storm")
    parser.add_argument("--only", action="append", help="the name of one scenario; repeatable")
    return parser


def _print(found: dict[str, list[Verdict]]) -> None:
    for name, verdicts in found.items():
        say(name)
        for verdict in verdicts:
            mark = "holds " if verdict.holds else "BREACH"
            sys.stdout.write(f"  {mark} {verdict.claim:<58} {verdict.found}\n")


if __name__ == "__main__":
    sys.exit(main())
