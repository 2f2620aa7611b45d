"""Trees of 2,000 steps that are hard to draw: wide, deep, dense, and full of circles."""

from collections.abc import Callable
from typing import Any

TITLE = {
    "en": "Was the payment taken by the bank in its usual time?",
    "zh-hans": "付款银行是否按平时的时间受理？",
}


def question(key: str, *targets: str) -> dict[str, Any]:
    options = [
        {"key": f"a{place}", "label": {"en": f"It is {place}", "zh-hans": f"是{place}"}, "to": to}
        for place, to in enumerate(targets)
    ]
    return {"key": key, "kind": "question", "title": TITLE, "options": options}


def outcome(key: str) -> dict[str, Any]:
    return {
        "key": key, "kind": "outcome", "title": TITLE, "cause": "bank_holiday",
        "message": "solution", "status": "waiting_customer",
    }  # fmt: skip


def tree(*nodes: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": "casewalk.tree/1", "slug": "shape", "title": TITLE, "start": nodes[0]["key"],
        "nodes": list(nodes),
    }  # fmt: skip


def fan(size: int) -> dict[str, Any]:
    """Half of the steps are options of one question, and all lead to one step."""
    keys = [f"q{number}" for number in range(size - 3)]
    asked = [question(key, "middle", "end") for key in keys]
    return tree(question("root", *keys), *asked, question("middle", "end"), outcome("end"))


def chains(size: int) -> dict[str, Any]:
    """Forty chains; each step also leads to the one outcome."""
    length = (size - 2) // 40
    nodes = [
        question(f"c{chain}_{at}", f"c{chain}_{at + 1}" if at + 1 < length else "end", "end")
        for chain in range(40)
        for at in range(length)
    ]
    return tree(question("root", *(f"c{chain}_0" for chain in range(40))), *nodes, outcome("end"))


def longest(size: int) -> dict[str, Any]:
    return _row(size, lambda number: [number + 1])


def dense(size: int) -> dict[str, Any]:
    """Every step leads to the next three."""
    return _row(size, lambda number: [number + 1, number + 2, number + 3])


def circles(size: int) -> dict[str, Any]:
    """Every step leads on, and back to the three before it."""
    return _row(size, lambda number: [number + 1, *range(max(number - 3, 0), number)])


def layers(size: int) -> dict[str, Any]:
    """Twenty layers; every step leads to four of the next one."""
    wide = (size - 2) // 20

    def below(layer: int, at: int) -> list[str]:
        ways = [f"n{layer + 1}_{(at + way * 5) % wide}" for way in range(4)]
        return ways if layer < 19 else ["end"]

    nodes = [question(f"n{on}_{at}", *below(on, at)) for on in range(20) for at in range(wide)]
    return tree(question("root", *(f"n0_{at}" for at in range(wide))), *nodes, outcome("end"))


def bridges(size: int) -> dict[str, Any]:
    """A chain with three steps beside each of its own, whose only way leads far on."""
    length = size // 4
    main = [
        question(f"q{at}", _named(at + 1, length), *(f"s{at}_{side}" for side in range(3)))
        for at in range(length)
    ]
    beside = [
        question(f"s{at}_{side}", _named(at + 12, length))
        for at in range(length)
        for side in range(3)
    ]
    return tree(*main, *beside, outcome("end"))


SHAPES: dict[str, Callable[[int], dict[str, Any]]] = {
    "fan": fan, "chains": chains, "longest": longest, "dense": dense, "circles": circles,
    "layers": layers, "bridges": bridges,
}  # fmt: skip


def _row(size: int, ways: Callable[[int], list[int]]) -> dict[str, Any]:
    length = size - 1
    asked = [
        question(f"q{number}", *dict.fromkeys(_named(to, length) for to in ways(number)))
        for number in range(length)
    ]
    return tree(*asked, outcome("end"))


def _named(number: int, length: int) -> str:
    return f"q{number}" if number < length else "end"
