"""What an author of a tree of 2,000 steps waits for at the server, and a replay of 1,000 walks.

Each beside its ceiling of the same run: the tree's document read or written bare, and the walks'
stored answers read bare. Django is set up and its database migrated when `measure` is called.
"""

import gc
import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from benchmarks.editor import large_tree
from benchmarks.ground import own_database
from benchmarks.meter import Spent, spent_on

TIMES = 40
WALKS = 1_000
NODE = "step_700"
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


def measure() -> dict[str, tuple[list[Spent], list[Spent]]]:
    """Return by name what each time took of a whole request or a replay, and of its ceiling."""
    live, client = _publish(), _sign_in()
    address = f"/trees/{live.tree.slug}/edit/"
    client.get(f"{address}?node={NODE}")
    gc.freeze()  # as the web server does when it has loaded everything
    opened = _often(lambda: _expect(client.get(f"{address}?node={NODE}"), 200))
    graph = f"{address}parts/graph/?graph=1&node={NODE}"
    drawn = _often(lambda: _expect(client.get(graph), 200))
    saved = _keystrokes(client, live.tree, f"{address}nodes/{NODE}/")
    read = _often(lambda: _read(live))
    return {
        "open": (opened, read),
        "graph": (drawn, read),
        "keystroke": (saved, _often(lambda: _write(live))),
        "replay": _replay(live),
    }


def _publish() -> Any:
    from troubleshooting.causes.models import Cause
    from troubleshooting.causes.services import NewCause, add_cause
    from troubleshooting.trees.publishing.whole_documents import import_tree

    sentence = "Your payment {reference} waits for the end of a bank holiday."
    add_cause(NewCause("Bank holiday", "银行假日", sentence, sentence, Cause.Group.BANK, "open"))
    return import_tree(large_tree(), now=NOW).version


def _sign_in() -> Any:
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client()
    author = User.objects.create_superuser("author", is_staff=True)
    client.force_login(author, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def _keystrokes(client: Any, tree: Any, address: str) -> list[Spent]:
    """Save one text again and again, each time a letter longer, as the editor's script does."""
    from troubleshooting.trees.models import TreeVersion

    taken = []
    for letters in range(1, TIMES + 1):
        versions = TreeVersion.objects.filter(tree=tree).order_by("-number")
        pk, revision = versions.values_list("pk", "revision")[0]
        fields = {"version": pk, "seen": revision, "title.en": "B" * letters}
        taken.append(
            spent_on(
                lambda fields=fields: _expect(
                    client.post(address, fields, headers={"HX-Request": "true"}), 200
                )
            )
        )
    return taken


def _expect(response: Any, status: int) -> None:
    assert response.status_code == status, (response.status_code, response.content[:500])


def _read(version: Any) -> None:
    assert type(version).objects.get(pk=version.pk).document["nodes"]


def _write(version: Any) -> None:
    document = type(version).objects.get(pk=version.pk).document
    type(version).objects.filter(pk=version.pk).update(document=document)


def _replay(live: Any) -> tuple[list[Spent], list[Spent]]:
    from troubleshooting.walks.answers_of_walks import answers_of
    from troubleshooting.walks.models import Walk
    from troubleshooting.walks.replaying import replay

    _walk_often(live)
    edited = large_tree()
    edited["nodes"][0]["options"][0]["to"] = "out_1"
    replayed = spent_on(lambda: replay(edited, live.tree, limit=WALKS))
    return [replayed], [spent_on(lambda: answers_of(Walk.objects.values_list("pk", flat=True)))]


def _walk_often(live: Any) -> None:
    """Store walks that agents led to an outcome by chance."""
    from troubleshooting.walks.engine import Answer, follow
    from troubleshooting.walks.models import Walk, WalkAnswer

    chance = random.Random(1)
    walks, rows = [], []
    for number in range(WALKS):
        answers: list[Answer] = []
        while not (position := follow(live.graph, answers)).is_outcome:
            option = chance.choice(position.present.options)
            answers.append(Answer(len(answers) + 1, position.present.key, option.key))
        walk = Walk(
            version=live, subject=f"W{number}", facts_read_at=NOW, started_at=NOW, ended_at=NOW,
            state=Walk.State.CONCLUDED, outcome_node=position.present.key,
            answers_seen=len(answers),
        )  # fmt: skip
        walks.append(walk)
        rows += [
            WalkAnswer(
                walk=walk, number=answer.number, node=answer.node, option=answer.option,
                kind=answer.kind, source=answer.source, answered_at=NOW,
            )
            for answer in answers
        ]  # fmt: skip
    Walk.objects.bulk_create(walks)
    WalkAnswer.objects.bulk_create(rows)


def _often(work: Callable[[], Any]) -> list[Spent]:
    return [spent_on(work) for _time in range(TIMES)]


def main() -> None:
    with own_database():
        for name, (spent, bare) in measure().items():
            print(f"{name:<10}{spent[0]} ms, bare {bare[0]} ms")


if __name__ == "__main__":
    main()
