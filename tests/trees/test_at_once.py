"""Two authors who save at the same moment, many times."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from tests.sampling import IS_WHOLE
from tests.trees.building import both
from tests.trees.drafts import NOON, make_author, make_draft, node_of, retitled, save
from troubleshooting.trees.drafts.services import create_tree
from troubleshooting.trees.editing.operations import (
    SetNode,
)
from troubleshooting.trees.editing.rebasing import StaleDraft
from troubleshooting.trees.models import Tree, TreeLogEntry, TreeVersion

pytestmark = pytest.mark.django_db


TIMES = 100 if IS_WHOLE else 20


@pytest.mark.django_db(transaction=True)
def test_many_times_two_authors_save_at_once_and_no_text_is_lost():
    """Both write one text that the other writes too, and one that is theirs alone."""
    draft, li, mary = make_draft(), make_author("li"), make_author("mary")
    barrier = Barrier(2, timeout=20)

    def work(author: Any, own: str) -> list[tuple[str, StaleDraft | None]]:
        told = []
        try:
            for time in range(TIMES):
                barrier.wait()  # both have finished the time before
                seen = TreeVersion.objects.get(pk=draft.pk)
                text = f"{author.username} {time}"
                mine = SetNode(own, retitled(node_of(seen, own), text))
                shared = SetNode("end", retitled(node_of(seen, "end"), text))
                barrier.wait()
                try:
                    save(seen, shared, mine, seen=seen.revision, actor=author)
                    told.append((text, None))
                except StaleDraft as stale:
                    told.append((text, stale))
                    save(seen, mine, seen=seen.revision, actor=author)
        finally:
            connection.close()
        return told

    with ThreadPoolExecutor(2) as threads:
        jobs = [threads.submit(work, li, "step_0"), threads.submit(work, mary, "step_1")]
        (of_li, of_mary) = [job.result(timeout=300) for job in jobs]

    draft.refresh_from_db()
    assert node_of(draft, "step_0")["title"]["en"] == f"li {TIMES - 1}"
    assert node_of(draft, "step_1")["title"]["en"] == f"mary {TIMES - 1}"
    for (mine, stale), (theirs, other_stale) in zip(of_li, of_mary, strict=True):
        assert (stale is None) != (other_stale is None), "one of the two is stored, one is told"
        loser, winner, conflict = (
            (mine, theirs, stale) if stale is not None else (theirs, mine, other_stale)
        )
        (shown,) = conflict.conflicts
        assert (shown.node, shown.field) == ("end", "title.en")
        assert (shown.mine, shown.theirs) == (loser, winner)
        assert shown.actor.username == winner.split()[0]
    logged = list(TreeLogEntry.objects.filter(kind="edited").values_list("difference", flat=True))
    written = {
        node["entry"]["title"]["en"]
        for difference in logged
        for node in difference["after"]["nodes"].values()
    }
    assert {f"{name} {time}" for name in ("li", "mary") for time in range(TIMES)} <= written
    revisions = sorted(difference["revision"] for difference in logged)
    assert revisions == list(range(1, 2 * TIMES + 1))


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_a_tree_of_one_name_at_once_get_one_tree_and_a_sentence():
    barrier = Barrier(2, timeout=20)

    def begin(_author: int) -> str:
        try:
            barrier.wait()
            create_tree("payout-late", both("Payout late"), actor=None, now=NOON)
        except ValidationError as refused:
            return str(refused.message_dict["slug"][0])
        finally:
            connection.close()
        return "begun"

    for _time in range(10):
        with ThreadPoolExecutor(2) as pool:
            told = sorted(pool.map(begin, range(2)))
        assert "already exists" in told[0]
        assert told[1] == "begun"
        assert Tree.objects.get(slug="payout-late").versions.count() == 1
        with pgtrigger.ignore("trees.TreeLogEntry:tree_log_kept"):
            TreeLogEntry.objects.all().delete()
        TreeVersion.objects.all().delete()
        Tree.objects.all().delete()
