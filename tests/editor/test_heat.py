"""The shades of the statistics: how strong, of which numbers, and what the legend says."""

import re
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from tests.editor.authors import SLUG, live_tree
from tests.editor.publishing import page_of
from tests.every import every
from tests.walks.counting import ended, walked
from troubleshooting.editor.statistics.measures import LABELS, StepNumbers
from troubleshooting.editor.statistics.shading import SHADES, Heat, build_heat, strength_of
from troubleshooting.walks.statistics import NodeNumbers

PAGE = f"/trees/{SLUG}/statistics/"
TOKENS = Path("static/css/tokens.css")
COUNTS = some.integers(min_value=0, max_value=10**6)


def heat_of(measure: str = "visits", **steps: Any) -> Heat:
    """The shades of steps that have these numbers."""
    name = "median_seconds" if measure == "median" else measure
    counted = {
        key: StepNumbers({"key": key}, NodeNumbers(**{name: value})) for key, value in steps.items()
    }
    heat = build_heat(counted, measure)
    assert heat is not None
    return heat


def busy_tree() -> None:
    """One walk of yesterday that stands at "when", nine that ended at "late"."""
    version, at = live_tree(), timezone.now() - timedelta(days=1)
    walked(version, ("arrived", "yes"), at=at)
    for _number in range(9):
        ended(walked(version, ("arrived", "no"), at=at), confirmed=True)


def shades_of(page: str) -> dict[str, int]:
    """Read the drawing: the shade of each step that has one, by its key."""
    steps = re.findall(r'class="tree-step([^"]*)" data-step="([^"]*)"', page)
    found = {key: re.search(r"heat-(\d)", looks) for looks, key in steps}
    return {key: int(shade[1]) for key, shade in found.items() if shade}


def legend_of(page: str) -> list[tuple[str, str]]:
    """Read the legend: the look of each swatch, and the words beside it."""
    listed = re.findall(r'<svg class="heat-swatch([^"]*)".*?</svg>([^<]*)</li>', page, re.DOTALL)
    return [(look.strip(), words.strip()) for look, words in listed]


@every(
    ("value", "strength"),
    [(0, 0), (1, 1), (4, 1), (5, 2), (16, 2), (17, 3), (36, 3), (37, 4), (64, 4), (65, 5),
     (100, 5)],
)  # fmt: skip
def test_a_shade_goes_by_the_square_root_of_the_share_of_the_largest(value, strength):
    assert strength_of(value, 100) == strength


@given(some.lists(COUNTS, min_size=1))
def test_more_is_never_fainter_and_the_most_is_always_strongest(values):
    most = max(values)
    strengths = [strength_of(value, most) for value in sorted(values)]

    assert strengths == sorted(strengths)
    assert strengths[-1] == (SHADES if most else 0)
    assert all((strength == 0) is (value == 0) for value, strength in zip(
        sorted(values), strengths, strict=True))  # fmt: skip


def test_the_legend_says_from_where_to_where_each_shade_goes():
    heat = heat_of(a=100, b=80, c=3, d=1, e=4, f=0)

    assert heat.strengths == {"a": 5, "b": 5, "c": 1, "d": 1, "e": 1}
    assert [(shade.strength, shade.words) for shade in heat.legend] == [
        (1, "1 to 4"), (5, "80 to 100"),
    ]  # fmt: skip


def test_a_shade_of_one_number_has_no_range():
    assert [shade.words for shade in heat_of("reports", a=2, b=2, c=0).legend] == ["2"]


def test_times_stand_in_the_legend_with_their_units():
    heat = heat_of("median", a=172_800.0, b=20.0, c=90.0, d=None)

    assert heat.strengths == {"a": 5, "b": 1, "c": 1}
    assert [shade.words for shade in heat.legend] == ["20 s to 90 s", "2 days"]


def test_where_nothing_was_counted_nothing_is_shaded():
    assert heat_of("overrules", a=0, b=0) == Heat({}, [])
    assert heat_of() == Heat({}, [])


def test_all_is_shaded_but_the_share_that_was_confirmed():
    assert {name for name in LABELS if build_heat({}, name) is None} == {"confirmed"}


@pytest.mark.django_db
def test_the_drawing_is_shaded_by_what_was_asked_for_and_keeps_its_numbers(editor):
    busy_tree()

    page, exits = page_of(editor, PAGE), page_of(editor, PAGE, show="exits")

    assert shades_of(page) == {"arrived": 5, "when": 2, "late": 5}
    assert legend_of(page) == [("", "none"), ("heat-2", "1"), ("heat-5", "9 to 10")]
    assert "Shaded by: Visits" in page
    assert shades_of(exits) == {"late": 5}
    assert legend_of(exits) == [("", "none"), ("heat-5", "9")]
    assert "9 · 100%" in exits
    assert page.count('class="tree-number"') == 4  # that of the step without a shade, too


@pytest.mark.django_db
def test_a_share_is_not_shaded_and_has_no_legend(editor):
    busy_tree()

    page = page_of(editor, PAGE, show="confirmed")

    assert shades_of(page) == {}
    assert legend_of(page) == []
    assert "has-heat" not in page
    assert "square root" not in page


@pytest.mark.django_db
def test_without_a_single_report_only_the_empty_swatch_is_named(editor):
    busy_tree()

    page = page_of(editor, PAGE, show="reports")

    assert legend_of(page) == [("", "none")]
    assert shades_of(page) == {}


def test_words_can_be_read_on_every_shade_light_dark_and_on_paper():
    looks = TOKENS.read_text(encoding="utf-8").split(":root")
    grounds = [_tokens(part) for part in looks if "--heat-1" in part]

    assert len(grounds) == 4  # light, dark by the device, dark by the switch, paper
    for tokens in grounds:
        shades = [tokens[f"heat-{strength}"] for strength in range(1, SHADES + 1)]
        assert min(_contrast(tokens["ink"], shade) for shade in shades) >= 4.5
        steps = [_luminance(shade) for shade in [tokens["surface"], *shades]]
        assert steps in (sorted(steps), sorted(steps, reverse=True))
        assert all(_contrast(one, other) > 1.1 for one, other in pairwise(shades))
    assert grounds[1] == grounds[2]


def _tokens(part: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", part))


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """As WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
