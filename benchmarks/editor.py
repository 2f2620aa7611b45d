"""What an author waits for in a tree of 2,000 steps: `python -m benchmarks.editor`.

Needs no server. Times are processor time, the best of five. The shapes that are hard to draw are
told beside the ceiling of the same run: igraph alone with the same steps and ways; a change beside
writing and reading the document as JSON.
"""

import copy
import gc
import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.results import Table, promised
from benchmarks.shapes import SHAPES

STEPS = 1_400
OUTCOMES = 600
ROUNDS = 5
# Milliseconds; the first two are what the editor promises.
CEILINGS = {
    "change": 0,
    "layout": 400,
    "validation": 200,
    "drawing": 800,
    "minimap": 100,
    "difference": 100,
}


def main() -> None:
    print(table())


def table() -> Table:
    """Measure everything; the ceiling is told where there is one."""
    rows = [(name, taken, None) for name, taken in measure().items()]
    rows += [(name, taken, bare) for name, (taken, bare) in measure_shapes().items()]
    rows.append(("change", *measure_change()))
    return Table(
        "A tree of 2,000 steps, without database and page",
        ("work", "CPU", "promised", "igraph or JSON alone"),
        [
            (
                name,
                f"{taken:.0f}",
                promised(taken, CEILINGS.get(name, CEILINGS["layout"] if bare else 0), ""),
                f"{bare:.0f}" if bare else "",
            )
            for name, taken, bare in rows
        ],
    )


def measure_shapes() -> dict[str, tuple[float, float]]:
    """Return milliseconds by shape, of the layout and of igraph alone."""
    import igraph

    from troubleshooting.trees.layout.layout import layout

    taken: dict[str, tuple[float, float]] = {}
    for name, shape in SHAPES.items():
        drawn = shape(STEPS + OUTCOMES)
        gc.collect()
        numbers = {node["key"]: number for number, node in enumerate(drawn["nodes"])}
        ways = [
            (numbers[node["key"]], numbers[option["to"]])
            for node in drawn["nodes"]
            for option in node.get("options", ())
        ]
        graph = igraph.Graph(n=len(numbers), edges=ways, directed=True)
        bare = _best(partial(graph.layout_sugiyama, maxiter=1), rounds=1)
        taken[name] = _best(partial(layout, drawn)), bare
    return taken


def measure_change() -> tuple[float, float]:
    """Return milliseconds of a keystroke's change without the database, and of its ceiling."""
    from troubleshooting.trees.documents.parts import size_of
    from troubleshooting.trees.editing.operations import SetNode, apply

    tree = large_tree()
    entry = {**tree["nodes"][700], "title": {"en": "Was it a bank holiday?"}}

    def change() -> None:
        size_of(apply(tree, SetNode(entry["key"], entry)).document)

    return _best(change), _best(lambda: json.loads(json.dumps(tree)))


def measure() -> dict[str, float]:
    """Return milliseconds by name, for a valid tree of 2,000 steps and outcomes."""
    _set_up()
    from troubleshooting.trees.comparing.documents import compare
    from troubleshooting.trees.drawing.svg import draw, draw_minimap
    from troubleshooting.trees.layout.layout import layout
    from troubleshooting.trees.validation.document import validate
    from troubleshooting.trees.validation.problems import Catalogue

    tree = large_tree()
    edited = copy.deepcopy(tree)
    edited["nodes"][700]["title"]["en"] = "Was it a bank holiday?"
    found = layout(tree)
    catalogue = Catalogue(checks={}, causes={"bank_holiday": "open"})
    return {
        "layout": _best(lambda: layout(tree)),
        "validation": _best(lambda: validate(tree, catalogue)),
        "drawing": _best(lambda: draw(found, tree, language="en", links=lambda key: f"?{key}")),
        "minimap": _best(lambda: draw_minimap(found, tree, language="en")),
        "difference": _best(lambda: compare(tree, edited)),
    }


def large_tree() -> dict[str, Any]:
    """A valid tree: every question has three that follow it, and outcomes that others share."""
    nodes = [_question(number) for number in range(STEPS)]
    nodes += [_outcome(number) for number in range(OUTCOMES)]
    title = {"en": "A large tree", "zh-hans": "大型决策树"}
    return {
        "format": "casewalk.tree/1", "slug": "large", "title": title, "start": "step_0",
        "nodes": nodes,
    }  # fmt: skip


def _question(number: int) -> dict[str, Any]:
    on = [at for at in (3 * number + 1, 3 * number + 2, 3 * number + 3) if at < STEPS]
    ways = {f"on_{at}": f"step_{at}" for at in on}
    ways["out"] = f"out_{number % OUTCOMES}"
    if number % 5 == 0:
        ways["shared"] = f"out_{number // 50}"
    options = [
        {"key": key, "label": {"en": f"It is {key}", "zh-hans": f"是{key}"}, "to": target}
        for key, target in ways.items()
    ]
    text = {
        "en": f"Was the payment in part {number} of the day taken by the bank in its usual time?",
        "zh-hans": f"当天第{number}部分的付款银行是否按平时的时间受理？",
    }
    return {"key": f"step_{number}", "kind": "question", "title": text, "options": options}


def _outcome(number: int) -> dict[str, Any]:
    title = {"en": f"Holiday number {number} of the bank", "zh-hans": f"银行第{number}个假日"}
    return {
        "key": f"out_{number}", "kind": "outcome", "title": title, "cause": "bank_holiday",
        "message": "solution", "status": "waiting_customer",
    }  # fmt: skip


def _best(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    taken = []
    for _round in range(rounds):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken) * 1_000


def _set_up() -> None:
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()


if __name__ == "__main__":
    main()
