"""Walks added up by day: with those that wait they are the whole, whatever happens."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis.extra.django import TestCase

from tests.chance import seeds
from tests.sampling import examples
from tests.walks.building import DOWN, NORMAL, agent, published
from tests.walks.counting import START, ended, numbers, walked
from tests.walks.moving import drafted, edited, retitled
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.walks import tallying
from troubleshooting.walks.models import OptionTaken, StepTally, Walk
from troubleshooting.walks.moving import publish_and_move
from troubleshooting.walks.services import (
    Choice,
    abandon,
    conclude,
    record_answer,
    report_step,
    retract_answer,
    take_back_end,
)
from troubleshooting.walks.statistics import (
    node_statistics,
    numbers_of_trees,
    tree_statistics,
)
from troubleshooting.walks.tallying import tally, tally_anew
from troubleshooting.walks.usage import unused_options

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TODAY = START + 12 * DAY
NO = ("accepted", "no")


def everything(tree: Tree, periods: list[tuple[Any, Any]]) -> list[Any]:
    """All that statistics tell of a tree and its versions, in these periods."""
    told: list[Any] = [numbers_of_trees([tree.pk], since=START + 3 * DAY)]
    for since, until in periods:
        told.append(tree_statistics(tree, since=since, until=until))
        told += [
            node_statistics(version, since=since, until=until)
            for version in tree.versions.order_by("pk")
        ]
    return told


class Life:
    """What happens to walks, by chance; services refuse what makes no sense, as for people."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.version: TreeVersion = published()
        self.now = START
        self.walks: list[Walk] = []

    def live(self) -> None:
        deeds: list[Callable[[], Any]] = [
            self.begin, self.begin, self.answer, self.answer, self.answer, self.retract,
            self.report, self.end, self.end, self.give_up, self.reopen, self.judge, self.move,
            self.erase, lambda: tally(self.now), lambda: tally(self.now),
        ]  # fmt: skip
        for _deed in range(25):
            self.now += timedelta(seconds=self.chance.choice([7, 70, 700, 40_000]))
            self.chance.choice(deeds)()

    def begin(self) -> None:
        facts = self.chance.choice([NORMAL, NORMAL, DOWN])
        self.walks.append(walked(self.version, at=self.now, facts=facts))

    @property
    def some(self) -> Walk | None:
        return self.chance.choice(self.walks) if self.walks else None

    def open_one(self) -> Walk | None:
        walk = self.some
        if walk is not None:
            walk.refresh_from_db()
            walk.forget_read()
        return walk if walk is not None and walk.is_open else None

    def answer(self) -> None:
        if (walk := self.open_one()) is None or walk.position().is_outcome:
            return
        node = walk.position().present
        option = self.chance.choice(node.options).key if node.options else None
        kind = "answered" if option and self.chance.random() < 0.8 else "cant_say"
        with transaction.atomic():
            choice = Choice(node.key, option, kind=kind, reason="Told so")
            record_answer(walk, choice, seen=walk.answers_seen, actor=agent(), now=self.now)

    def retract(self) -> None:
        walk = self.open_one()
        if walk is not None and (path := walk.position().path):
            number = self.chance.choice(path).answer.number
            with transaction.atomic():
                retract_answer(walk, number, seen=walk.answers_seen, actor=agent(), now=self.now)

    def report(self) -> None:
        if (walk := self.some) is not None:
            report_step(walk, "accepted", actor=agent(), note="Unclear", now=self.now)

    def end(self) -> None:
        walk = self.open_one()
        if walk is not None and walk.position().is_outcome:
            with transaction.atomic():
                conclude(walk, seen=walk.answers_seen, actor=agent(), now=self.now)

    def give_up(self) -> None:
        if (walk := self.open_one()) is not None:
            actor = self.chance.choice([None, agent()])
            with transaction.atomic():
                abandon(walk, reason="Gone", actor=actor, now=self.now)

    def reopen(self) -> None:
        if (walk := self.some) is not None:
            walk.refresh_from_db()
            if walk.state == Walk.State.CONCLUDED:
                with transaction.atomic():
                    take_back_end(walk)

    def judge(self) -> None:
        if (walk := self.some) is not None:
            done = Walk.objects.filter(pk=walk.pk, state=Walk.State.CONCLUDED)
            done.update(confirmed=self.chance.choice([True, False, None]))

    def move(self) -> None:
        words = retitled("paid") | {"minutes": 1 + self.version.number}
        draft = drafted(edited(paid=words), self.version)
        self.version = publish_and_move(
            draft, reason="New", actor=None, now=self.now, seen=draft.revision, moves_walks=True
        ).version

    def erase(self) -> None:
        if (walk := self.some) is not None:
            self.walks.remove(walk)
            Walk.objects.get(pk=walk.pk).delete()


class Adding(TestCase):
    @settings(
        max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(seeds)
    def test_tallies_and_what_waits_are_the_full_count(self, seed: int) -> None:
        chance = Random(seed)
        life = Life(chance)
        life.live()
        midnight = START.replace(hour=0)
        periods = [
            (None, None),
            (midnight + 2 * DAY, None),
            (START + chance.random() * 10 * DAY, None),
            (midnight + DAY, midnight + 4 * DAY),
            (START + chance.random() * 4 * DAY, START + chance.random() * 14 * DAY),
        ]
        tree = life.version.tree

        told = everything(tree, periods)
        Walk.objects.update(tallied_at=None)
        StepTally.objects.all().delete()
        full = everything(tree, periods)
        tally_anew(TODAY + 30 * DAY)
        anew = everything(tree, periods)

        assert told == full == anew
        assert not Walk.objects.filter(tallied_at=None).exists()


def test_a_tallied_day_is_read_without_its_walks():
    version = published()
    for _walk in range(5):
        walked(version, NO, ("reason", "other"))
    before = node_statistics(version)

    assert tally(TODAY) == 5
    # Forged, to see what is read: nothing else would tell.
    StepTally.objects.filter(node="reason").update(visits=70)

    assert before["reason"].visits == 5
    assert node_statistics(version)["reason"].visits == 70
    assert tally(TODAY) == 0


def test_the_present_days_walks_wait_while_they_are_under_way():
    version = published()
    walked(version, NO, at=TODAY)
    ended(walked(version, NO, ("reason", "other"), at=TODAY))

    assert tally(TODAY) == 1
    assert numbers(version, "reason", until=None).visits == 2
    assert tally(TODAY + DAY) == 1
    assert numbers(version, "reason", until=None).visits == 2


def test_what_a_late_change_took_off_is_added_up_again_to_one_row_of_a_key():
    version = published()
    walks = [ended(walked(version, NO, ("reason", "other"))) for _walk in range(4)]
    tally(TODAY)
    rows = StepTally.objects.count()

    Walk.objects.filter(pk=walks[0].pk).update(confirmed=True)
    assert numbers(version, "out_other").confirmed == 1
    assert StepTally.objects.count() > rows
    assert tally(TODAY) == 1

    assert StepTally.objects.count() == rows
    assert not StepTally.objects.filter(is_loose=True).exists()
    assert numbers(version, "out_other").confirmed == 1


def test_walks_are_tallied_in_sets_and_a_set_that_fails_leaves_what_was_done(monkeypatch):
    version = published()
    for _walk in range(5):
        walked(version)
    monkeypatch.setattr(tallying, "AT_ONCE", 2)
    monkeypatch.setattr(tallying, "SETS", 2)

    assert [tally(TODAY), tally(TODAY), tally(TODAY)] == [4, 1, 0]
    assert numbers(version, "accepted").visits == 5


def test_the_queries_of_tallying_do_not_grow_with_walks_that_are_tallied_or_under_way():
    version = published()
    counts = []
    for walks in (1, 8):
        for _walk in range(walks):
            walked(version, NO)
            walked(version, NO, at=TODAY)
        tally(TODAY)
        with CaptureQueriesContext(connection) as queries:
            assert tally(TODAY) == 0
        counts.append(len(queries))

    assert counts == [4, 4]


def test_what_happens_today_to_a_walk_of_today_writes_nothing_into_the_tallies():
    version = published()
    ended(walked(version, NO, ("reason", "other"), at=TODAY), confirmed=True)

    assert not StepTally.objects.exists()


def test_the_options_taken_in_tallied_walks_are_known_without_their_answers():
    version = published()
    walked(version, NO, ("reason", "other"), at=START)
    later = datetime(2027, 2, 25, tzinfo=UTC)
    walked(version, NO, at=later - 10 * DAY)
    before = unused_options(version.tree, now=later)

    tally(later)

    assert ("reason", "other") in before
    assert unused_options(version.tree, now=later) == before
    assert OptionTaken.objects.get(node="accepted", option="no").taken_at > later - 11 * DAY


def test_the_command_counts_again_what_was_counted_wrong(capsys):
    version = published()
    walked(version, NO)
    tally(TODAY)
    StepTally.objects.update(visits=70)

    call_command("tally_walks", "--anew")

    assert numbers(version, "reason").visits == 1
    assert capsys.readouterr().out == "1 guides\n"
