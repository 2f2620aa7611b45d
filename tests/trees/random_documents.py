"""Documents made at random: sound ones, and sound ones that somebody broke."""

from copy import deepcopy
from math import inf, nan
from random import Random
from sys import maxunicode
from typing import Any

from hypothesis import strategies as st

from tests.chance import seeds
from tests.trees.building import CATALOGUE, both, document

KINDS = ("question", "action", "check", "jump", "outcome")
LANGUAGES = ("en", "zh-hans")
# Letters that are read otherwise somewhere: by YAML, HTML, formats, terminals, bidi, width.
ODD = (
    "\t\n\r\x01\x1f\x7f\x85\xa0\xad\u200b\u200f\u202e\u2028\ufeff\ufffd\ufffe"
    " #:-?[]{},&*!|>'\"%@`<$\\~=^0Öß付款İ😀𝒳"
)

letters = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)


class Chance(Random):
    """Chance in the words of this file; `has_any_texts`: else all texts are the same."""

    has_any_texts = True

    def maybe(self) -> bool:
        return self.random() < 0.5

    def text(self, longest: int = 12) -> str:
        return "".join(self._letter() for _ in range(self.randint(0, longest)))

    def _letter(self) -> str:
        if self.maybe():
            return self.choice(ODD)
        code = self.randint(0x20, 0x7E) if self.maybe() else self.randint(1, maxunicode)
        return chr(code) if not 0xD800 <= code <= 0xDFFF else "x"

    def localised(self) -> dict[str, str]:
        if not self.has_any_texts:
            return both("Text")
        return {language: self.text() + self.choice("aé款") for language in LANGUAGES}

    def junk(self, depth: int = 2) -> Any:
        """Return anything that JSON or YAML may hold."""
        plain = (
            None, self.maybe(), self.randint(-9, 9), self.randint(-(10**40), 10**40),
            self.choice([0.0, -0.5, 1e308, inf, -inf, nan]), self.text(6),
        )  # fmt: skip
        if not depth or self.maybe():
            return self.choice(plain)
        inner = [self.junk(depth - 1) for _ in range(self.randint(0, 3))]
        return inner if self.maybe() else {self.text(6): value for value in inner}


def sound_documents(
    max_size: int = 9, *, has_any_texts: bool = True
) -> st.SearchStrategy[dict[str, Any]]:
    """Draw documents that may be published."""
    return seeds.map(lambda seed: _sound(_chance(seed, has_any_texts=has_any_texts), max_size))


def broken_documents() -> st.SearchStrategy[dict[str, Any]]:
    """Draw sound documents changed in one to three places; they may well be sound still."""
    return seeds.map(lambda seed: _broken(_chance(seed)))


def _chance(seed: int, *, has_any_texts: bool = True) -> Chance:
    chance = Chance(seed)
    chance.has_any_texts = has_any_texts
    return chance


def _sound(chance: Chance, max_size: int) -> dict[str, Any]:
    """Make a document that may be published.

    Every step leads on to a later one, so that each circle has an exit, and is led to by an
    earlier one. From `voiced` on all steps are the customer's, and never lead back before it.
    """
    size = chance.randint(1, max_size)
    kinds = [chance.choice(KINDS) for _ in range(size - 1)] + ["outcome"]
    if size > 1:
        kinds[0] = "question"
    voiced = chance.randint(0, size)
    nodes = [_node(chance, place, kinds, voiced) for place in range(size)]
    _lead_to_every_node(chance, nodes)
    fields: dict[str, Any] = {"slug": chance.choice(["payout", "a-b-1"])}
    if chance.maybe():
        fields["languages"] = list(LANGUAGES)
    return document(*nodes, **fields) | {"title": chance.localised()}


def _broken(chance: Chance) -> dict[str, Any]:
    tree = _sound(chance, 9)
    for _ in range(chance.randint(1, 3)):
        chance.choice(CHANGES)(chance, tree)
    return tree


def key_of(place: int) -> str:
    return f"node_{place}"


def _node(chance: Chance, place: int, kinds: list[str], voiced: int) -> dict[str, Any]:
    kind = kinds[place]
    node: dict[str, Any] = {"key": key_of(place), "kind": kind, "title": chance.localised()}
    if chance.maybe():
        node["body"] = chance.localised()
    if kind in ("question", "action") and place >= voiced:
        node["customer"] = {"title": chance.localised()}
    targets = _targets(chance, place, kinds, voiced)
    if kind == "outcome":
        node |= _outcome_fields(chance)
    elif kind == "jump":
        node |= {"tree": "bank", "to": targets[0]}
    else:
        node |= _asked(chance, kind, targets)
    return node


def _targets(chance: Chance, place: int, kinds: list[str], voiced: int) -> list[str]:
    """Return up to three ways on, the first of them forward."""
    if kinds[place] == "outcome":
        return []
    last = len(kinds) - 1
    earliest = voiced if place >= voiced and kinds[place] != "check" else 0
    back = min(earliest, last)
    if any(kind in ("check", "jump") for kind in kinds):
        back = place + 1 if place >= voiced else 0  # a check may carry the customer back
    others = [chance.randint(min(back, last), last) for _ in range(chance.randint(0, 2))]
    return [key_of(to) for to in (chance.randint(place + 1, last), *others)]


def _asked(chance: Chance, kind: str, targets: list[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    results = [f"option_{number}" for number in range(len(targets))]
    if kind == "check":
        fields["check"] = chance.choice(sorted(CATALOGUE.checks))
        results = list(CATALOGUE.checks[fields["check"]])
        targets = (targets * len(results))[: len(results)]
    fields["options"] = [
        {"key": key, "label": chance.localised(), "to": to}
        for key, to in zip(results, targets, strict=True)
    ]
    for flag in ("required", "free_order"):
        if chance.maybe():
            fields[flag] = chance.maybe()
    if chance.maybe():
        fields["otherwise"] = targets[0]
    if chance.maybe():
        fields["minutes"] = chance.choice([chance.randint(1, 60), 0.5, 1.25])
    return fields


def _outcome_fields(chance: Chance) -> dict[str, Any]:
    about = chance.randint(0, 2)
    if about == 0:
        return {}
    quiet = about == 1
    cause = chance.choice(["fraud_risk", "holder_deceased"]) if quiet else "amount_over_limit"
    fields: dict[str, Any] = {"cause": cause}
    if chance.maybe():
        fields["status"] = "open" if quiet else chance.choice(["open", "waiting_customer"])
    if chance.maybe():
        fields["automatic"] = not quiet and chance.maybe()
    if not quiet and chance.maybe():
        fields["cure"] = chance.localised()
    if not quiet and chance.maybe():
        fields["message"] = chance.choice(["solution", "waiting-bank"])
    return fields


def _lead_to_every_node(chance: Chance, nodes: list[dict[str, Any]]) -> None:
    """Give a question before it an option to each step that nothing before it leads to."""
    for place in range(1, len(nodes)):
        key = nodes[place]["key"]
        before = nodes[:place]
        if any(key in _ways(node) for node in before):
            continue
        parent = chance.choice([node for node in before if node["kind"] in ("question", "action")])
        name = f"option_{len(parent['options'])}"
        parent["options"].append({"key": name, "label": chance.localised(), "to": key})


def _ways(node: dict[str, Any]) -> list[str]:
    if node["kind"] == "jump":
        return [node["to"]]
    return [option["to"] for option in node.get("options", [])]


def _put_junk(chance: Chance, tree: dict[str, Any]) -> None:
    place, key = _any_place(chance, tree)
    if key is not None:
        name = "".join(chance.choices("abcxyz019_", k=chance.randint(1, 8)))
        place[key] = chance.choice([chance.junk(), name])


def _take_out(chance: Chance, tree: dict[str, Any]) -> None:
    place, key = _any_place(chance, tree)
    if key is not None:
        del place[key]


def _any_place(chance: Chance, tree: Any) -> tuple[Any, Any]:
    """Choose a place in the document, at any depth; mostly one within a step."""
    place, key = (_any_node(chance, tree) if chance.randint(0, 4) else tree), None
    while isinstance(place, dict | list) and place:
        keys = sorted(place, key=str) if isinstance(place, dict) else list(range(len(place)))
        key = chance.choice(keys)
        if not isinstance(place[key], dict | list) or not place[key] or chance.maybe():
            return place, key
        place = place[key]
    return tree, None


def _any_node(chance: Chance, tree: dict[str, Any]) -> dict[str, Any]:
    maps = _maps(tree.get("nodes"))
    return chance.choice(maps) if maps else {}


def _maps(items: Any) -> list[dict[str, Any]]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _lead_elsewhere(chance: Chance, tree: dict[str, Any]) -> None:
    """Let one answer of a step lead to any step, or all of them to the same."""
    node = _any_node(chance, tree)
    target = key_of(chance.randint(0, 9))
    options = _maps(node.get("options"))
    if not options:
        node[chance.choice(["to", "otherwise"])] = target
    elif chance.maybe():
        options[0]["to"] = target
    else:
        node["otherwise"] = target
        for option in options:
            option["to"] = target


def _change_kind(chance: Chance, tree: dict[str, Any]) -> None:
    _any_node(chance, tree)["kind"] = chance.choice(KINDS)


def _twice(chance: Chance, tree: dict[str, Any]) -> None:
    node = _any_node(chance, tree)
    if isinstance(tree.get("nodes"), list):
        tree["nodes"].insert(chance.randint(0, len(tree["nodes"])), deepcopy(node))


CHANGES = (_put_junk, _put_junk, _take_out, _lead_elsewhere, _lead_elsewhere, _change_kind, _twice)
