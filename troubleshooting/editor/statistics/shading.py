"""How strongly each step is shaded on the statistics, and the legend that says so."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from troubleshooting.editor.statistics.measures import StepNumbers, value_of, written_value

SHADES = 5
# Of what was confirmed little is what to look for, and a share of few walks tells little.
UNSHADED = frozenset({"confirmed"})


@dataclass(frozen=True)
class Shade:
    """One shade that occurs, from 1 to `SHADES`, and from which number to which it stands."""

    strength: int
    words: str


@dataclass(frozen=True)
class Heat:
    """The shades of the steps that have any, by their keys; the legend has the faintest first."""

    strengths: Mapping[str, int]
    legend: list[Shade]


def build_heat(steps: Mapping[str, StepNumbers], measure: str) -> Heat | None:
    """Shade the steps of a version by one measure; None for a measure that has no shades."""
    if measure in UNSHADED:
        return None
    values = {key: value_of(step.numbers, measure) or 0 for key, step in steps.items()}
    most = max(values.values(), default=0)
    found = {key: strength_of(value, most) for key, value in values.items() if value}
    ranges: dict[int, list[float]] = {}
    for key, strength in found.items():
        ranges.setdefault(strength, []).append(values[key])
    legend = [Shade(strength, _range(ranges[strength], measure)) for strength in sorted(ranges)]
    return Heat(found, legend)


def strength_of(value: float, most: float) -> int:
    """Return how strong a shade is, from 1 to `SHADES`; 0 for nothing.

    The scale is the square root of the share of the largest number, cut into equal parts, so the
    shades begin above 0, 4, 16, 36 and 64 % of it: few things are told apart too, and twice as
    much never looks like ten times as much, as ranks would have it.
    """
    return sum(value * SHADES**2 > most * bound**2 for bound in range(SHADES))


def _range(values: list[float], measure: str) -> str:
    least, most = written_value(min(values), measure), written_value(max(values), measure)
    if least == most:
        return most
    return _("%(least)s to %(most)s") % {"least": least, "most": most}
