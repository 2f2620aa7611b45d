"""What changed from one version to the next."""

import pytest
from django.utils import timezone

from support.desk.wordings.history import MOST_VERSIONS, build_history, compare
from support.notifications.words.overrides import use_file
from support.notifications.words.rules import Draft
from tests.desk.wordings import WORDS, save
from tests.ending import computes

KIND = Draft("solution", "en", "email", "", "")


def test_lines_are_told_apart_as_same_gone_and_new():
    assert compare("a\nb\nc", "a\nB\nc\nd") == [
        ("same", "a"),
        ("gone", "b"),
        ("new", "B"),
        ("same", "c"),
        ("new", "d"),
    ]


def test_equal_texts_have_no_changes_but_lines():
    assert compare("a\nb", "a\nb") == [("same", "a"), ("same", "b")]


@pytest.mark.parametrize("line", ["x\n", "{reference}\n"])
def test_even_the_longest_texts_are_compared(line):
    before = line * 300
    after = "".join(f"{number}\n" for number in range(300))

    with computes(within=5):
        compare(before, after)


@pytest.mark.django_db
def test_each_version_shows_what_it_changed_and_the_first_has_nothing_before_it(agent):
    save(agent)
    save(agent, WORDS["body"].replace("Ours", "Found"), seen=1)

    newest, first = build_history(KIND)

    assert ("gone", "Ours: {cause_sentence}") in newest.changes
    assert ("new", "Found: {cause_sentence}") in newest.changes
    assert first.changes == []


@pytest.mark.django_db
def test_going_back_to_the_file_is_told_in_its_place(agent):
    save(agent)
    use_file(KIND, seen=1, author=agent, now=timezone.now())
    save(agent, seen=2)

    versions = build_history(KIND)

    assert [version.is_file for version in versions] == [False, True, False]
    assert versions[0].changes == []


@pytest.mark.django_db
def test_only_the_newest_versions_are_shown(agent):
    for seen in range(MOST_VERSIONS + 2):
        save(agent, f"{WORDS['body']}\n{seen}", seen=seen)

    versions = build_history(KIND)

    assert len(versions) == MOST_VERSIONS
    assert versions[0].wording.version == MOST_VERSIONS + 2
    assert versions[-1].changes
