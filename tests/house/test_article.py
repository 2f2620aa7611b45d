"""docs/article.md leads nowhere else than to pages, steps and commands that there are."""

import re
from pathlib import Path

import yaml
from django.core.management import get_commands

PAGE = Path("docs/article.md").read_text()
ROWS = re.findall(r"^\| ([CKSP]\d+) \|.*\| (.*) \|$", PAGE, re.MULTILINE)
COUNTS = {"C": 10, "K": 12, "S": 12, "P": 12}


def test_every_point_has_a_place():
    points = [f"{group}{number + 1}" for group, count in COUNTS.items() for number in range(count)]
    places = re.compile(r"`/|`make |`manage.py |`casewalk |“|\]\(")

    assert [point for point, where in ROWS if places.search(where)] == points


def test_each_address_is_one_of_the_house():
    table = Path("tests/staff/routes.txt").read_text().splitlines()
    there = {"/" + line.split()[0].replace("{}", "") for line in table if line[:1] not in ("", "#")}
    named = {name.partition("?")[0] for name in re.findall(r"`(/[^`]*)`", PAGE)}

    assert len(named) > 30
    assert sorted(named - there) == []


def test_each_command_is_one():
    targets = set(re.findall(r"^([a-z-]+):", Path("Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"`make ([^`]+)`", PAGE)) - targets == set()
    assert set(re.findall(r"`(?:manage.py|casewalk) ([^`]+)`", PAGE)) - set(get_commands()) == set()


def test_each_step_is_one_of_the_guide():
    tree = yaml.safe_load(Path("fixtures/trees/payout-not-received.yaml").read_text())
    steps = {node["title"]["en"] for node in tree["nodes"] if "title" in node}

    assert sorted(set(re.findall("“(.*?)”", PAGE)) - steps - {"quotes"}) == []
