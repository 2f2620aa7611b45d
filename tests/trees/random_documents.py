"""Documents made at random: sound ones, and sound ones that somebody broke."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from tests.trees.building import CATALOGUE, both, document

KINDS = ("question", "action", "check", "jump", "outcome")
LANGUAGES = ("en", "zh-hans")

letters = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)
wordings = letters.filter(str.strip)
localised = st.fixed_dictionaries(dict.fromkeys(LANGUAGES, wordings))
names = st.from_regex(r"[a-z0-9_]{1,8}", fullmatch=True)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)


@st.composite
def sound_documents(draw, max_size: int = 9, *, has_any_texts: bool = True) -> dict[str, Any]:
    """Draw a document that may be published; drawing any texts takes half of the time.

    Every step leads on to a later one, so that each circle has an exit, and is led to by an
    earlier one. From `voiced` on all steps are the customer's, and never lead back before it.
    """
    if not has_any_texts:
        draw = _with_plain_texts(draw)
    size = draw(st.integers(1, max_size))
    kinds = [draw(st.sampled_from(KINDS)) for _ in range(size - 1)] + ["outcome"]
    if size > 1:
        kinds[0] = "question"
    voiced = draw(st.integers(0, size))
    nodes = [_node(draw, place, kinds, voiced) for place in range(size)]
    _lead_to_every_node(draw, nodes)
    fields: dict[str, Any] = {"slug": draw(st.sampled_from(["payout", "a-b-1"]))}
    if draw(st.booleans()):
        fields["languages"] = list(LANGUAGES)
    return document(*nodes, **fields) | {"title": draw(localised)}


@st.composite
def broken_documents(draw) -> dict[str, Any]:
    """Draw a sound document and change it in one to three places; it may well be sound still."""
    tree = deepcopy(draw(sound_documents()))
    for _ in range(draw(st.integers(1, 3))):
        change = draw(st.sampled_from(CHANGES))
        change(draw, tree)
    return tree


def _with_plain_texts(draw: Callable[..., Any]) -> Callable[..., Any]:
    def draw_other(strategy: st.SearchStrategy[Any]) -> Any:
        return both("Text") if strategy is localised else draw(strategy)

    return draw_other


def key_of(place: int) -> str:
    return f"node_{place}"


def _node(draw, place: int, kinds: list[str], voiced: int) -> dict[str, Any]:
    kind = kinds[place]
    node: dict[str, Any] = {"key": key_of(place), "kind": kind, "title": draw(localised)}
    if draw(st.booleans()):
        node["body"] = draw(localised)
    if kind in ("question", "action") and place >= voiced:
        node["customer"] = {"title": draw(localised)}
    targets = _targets(draw, place, kinds, voiced)
    if kind == "outcome":
        node |= draw(_outcome_fields())
    elif kind == "jump":
        node |= {"tree": "bank", "to": targets[0]}
    else:
        node |= _asked(draw, kind, targets)
    return node


def _targets(draw, place: int, kinds: list[str], voiced: int) -> list[str]:
    """Draw up to three ways on, the first of them forward."""
    if kinds[place] == "outcome":
        return []
    earliest = voiced if place >= voiced and kinds[place] != "check" else 0
    back = min(earliest, len(kinds) - 1)
    if any(kind in ("check", "jump") for kind in kinds):
        back = place + 1 if place >= voiced else 0  # a check may carry the customer back
    forward = draw(st.integers(place + 1, len(kinds) - 1))
    others = draw(st.lists(st.integers(min(back, len(kinds) - 1), len(kinds) - 1), max_size=2))
    return [key_of(to) for to in (forward, *others)]


def _asked(draw, kind: str, targets: list[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    results = [f"option_{number}" for number in range(len(targets))]
    if kind == "check":
        fields["check"] = draw(st.sampled_from(sorted(CATALOGUE.checks)))
        results = list(CATALOGUE.checks[fields["check"]])
        targets = (targets * len(results))[: len(results)]
    fields["options"] = [
        {"key": key, "label": draw(localised), "to": to}
        for key, to in zip(results, targets, strict=True)
    ]
    for flag in ("required", "free_order"):
        if draw(st.booleans()):
            fields[flag] = draw(st.booleans())
    if draw(st.booleans()):
        fields["otherwise"] = targets[0]
    if draw(st.booleans()):
        fields["minutes"] = draw(st.integers(1, 60) | st.sampled_from([0.5, 1.25]))
    return fields


def _outcome_fields() -> st.SearchStrategy[dict[str, Any]]:
    open_cause = st.fixed_dictionaries(
        {"cause": st.just("amount_over_limit")},
        optional={
            "cure": localised,
            "message": st.sampled_from(["solution", "waiting-bank"]),
            "status": st.sampled_from(["open", "waiting_customer"]),
            "automatic": st.booleans(),
        },
    )
    quiet = st.fixed_dictionaries(
        {"cause": st.sampled_from(["fraud_risk", "holder_deceased"])},
        optional={"status": st.just("open"), "automatic": st.just(False)},
    )
    return st.just({}) | open_cause | quiet


def _lead_to_every_node(draw, nodes: list[dict[str, Any]]) -> None:
    """Give a question before it an option to each step that nothing before it leads to."""
    for place in range(1, len(nodes)):
        key = nodes[place]["key"]
        before = nodes[:place]
        if any(key in _ways(node) for node in before):
            continue
        asking = [node for node in before if node["kind"] in ("question", "action")]
        parent = draw(st.sampled_from(asking))
        name = f"option_{len(parent['options'])}"
        parent["options"].append({"key": name, "label": draw(localised), "to": key})


def _ways(node: dict[str, Any]) -> list[str]:
    if node["kind"] == "jump":
        return [node["to"]]
    return [option["to"] for option in node.get("options", [])]


def _put_junk(draw, tree: dict[str, Any]) -> None:
    place, key = _any_place(draw, tree)
    if key is not None:
        place[key] = draw(json_values | names)


def _take_out(draw, tree: dict[str, Any]) -> None:
    place, key = _any_place(draw, tree)
    if key is not None:
        del place[key]


def _any_place(draw, tree: Any) -> tuple[Any, Any]:
    """Draw a place in the document, at any depth; mostly one within a step."""
    place, key = (_any_node(draw, tree) if draw(st.integers(0, 4)) else tree), None
    while isinstance(place, dict | list) and place:
        keys = sorted(place, key=str) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or draw(st.booleans()):
            return place, key
        place = place[key]
    return tree, None


def _any_node(draw, tree: dict[str, Any]) -> dict[str, Any]:
    nodes = tree.get("nodes")
    maps = [node for node in nodes if isinstance(node, dict)] if isinstance(nodes, list) else []
    return draw(st.sampled_from(maps)) if maps else {}


def _lead_elsewhere(draw, tree: dict[str, Any]) -> None:
    """Let one answer of a step lead to any step, or all of them to the same."""
    node = _any_node(draw, tree)
    target = draw(st.integers(0, 9).map(key_of))
    options = node.get("options")
    maps = [item for item in options if isinstance(item, dict)] if isinstance(options, list) else []
    if not maps:
        node[draw(st.sampled_from(["to", "otherwise"]))] = target
    elif draw(st.booleans()):
        maps[0]["to"] = target
    else:
        node["otherwise"] = target
        for option in maps:
            option["to"] = target


def _change_kind(draw, tree: dict[str, Any]) -> None:
    _any_node(draw, tree)["kind"] = draw(st.sampled_from(KINDS))


def _twice(draw, tree: dict[str, Any]) -> None:
    node = _any_node(draw, tree)
    if isinstance(tree.get("nodes"), list):
        tree["nodes"].insert(draw(st.integers(0, len(tree["nodes"]))), deepcopy(node))


CHANGES = (_put_junk, _put_junk, _take_out, _lead_elsewhere, _lead_elsewhere, _change_kind, _twice)
