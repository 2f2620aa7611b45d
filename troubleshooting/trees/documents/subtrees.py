"""What trees mean for those that jump to them: where they lead, and what customers meet there.

Plain Python. Checks and jumps are passed without anybody seeing them; questions and actions ask.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from troubleshooting.trees.documents.document import Content, Document, spread
from troubleshooting.trees.documents.entries import Entry, text, ways_on

ASKING = ("question", "action")
SPEAKING = (*ASKING, "check")


@dataclass(frozen=True)
class Subtree:
    """What is known of a tree in force.

    `begins_for_agents`: somebody who enters it can meet a step for agents only before any other.
    `asks_nobody`: somebody can come back from it without having been asked.
    `returns_from_customers`: a customer who was asked in it can come back before agents are asked.
    """

    jumps: tuple[str, ...] = ()
    begins_for_agents: bool = False
    asks_nobody: bool = True
    returns_from_customers: bool = False


@dataclass(frozen=True)
class Bone:
    """A step without its words. `comes_back` marks an outcome that returns to the jump."""

    kind: str
    ways: tuple[str, ...]
    is_for_agents: bool
    speaks_to_customers: bool
    comes_back: bool
    tree: str | None


@dataclass(frozen=True)
class Skeleton:
    start: str | None
    bones: Mapping[str, Bone]


def is_for_agents(node: Entry) -> bool:
    return node["kind"] in ASKING and "customer" not in node


def speaks_to_customers(node: Entry) -> bool:
    """Tell whether customers are asked; a check with a voice is asked when it abstains."""
    return node["kind"] in SPEAKING and "customer" in node


def skeleton_of(document: Content) -> Skeleton:
    """Keep of a valid document what decides where its ways lead."""
    document = Document.of(document)
    return Skeleton(
        document.start,
        {
            key: Bone(
                node["kind"],
                tuple(ways_on(node)),
                is_for_agents(node),
                speaks_to_customers(node),
                node["kind"] == "outcome" and not node.get("cause"),
                text(node, "tree"),
            )
            for key, node in document.steps.items()
        },
    )


def understand(skeletons: Mapping[str, Skeleton]) -> dict[str, Subtree]:
    """Say what each tree means, with those it jumps to; a circle of jumps is left open."""
    known: dict[str, Subtree] = {}
    for slug in skeletons:
        for inner in _innermost_first(slug, skeletons):
            if inner not in known:
                known[inner] = _subtree(skeletons[inner], known)
    return known


def comes_back_to(slug: str, tree: str, subtrees: Mapping[str, Subtree]) -> bool:
    """Tell whether the jumps of a tree lead to the tree with this slug, on however many ways."""

    def jumps(name: str) -> tuple[str, ...]:
        return subtrees[name].jumps if name in subtrees else ()

    return any(slug in jumps(name) for name in spread([tree], jumps))


def _innermost_first(slug: str, skeletons: Mapping[str, Skeleton]) -> Iterator[str]:
    waiting = [(slug, iter(_jumps(skeletons[slug])))]
    entered = {slug}
    while waiting:
        tree, following = waiting[-1]
        for inner in following:
            if inner in skeletons and inner not in entered:
                entered.add(inner)
                waiting.append((inner, iter(_jumps(skeletons[inner]))))
                break
        else:
            yield tree
            waiting.pop()


def _jumps(skeleton: Skeleton) -> tuple[str, ...]:
    trees = (bone.tree for bone in skeleton.bones.values() if bone.kind == "jump")
    return tuple(sorted({tree for tree in trees if tree is not None}))


def _subtree(skeleton: Skeleton, known: Mapping[str, Subtree]) -> Subtree:
    met = _met([skeleton.start], skeleton, known)
    after_customers: list[str | None] = []
    for bone in skeleton.bones.values():
        inner = _entered(bone, known)
        if bone.speaks_to_customers or (inner and inner.returns_from_customers):
            after_customers += bone.ways
    return Subtree(
        jumps=_jumps(skeleton),
        begins_for_agents=any(_is_for_agents(bone, known) for bone in met),
        asks_nobody=any(bone.comes_back for bone in met),
        returns_from_customers=any(
            bone.comes_back for bone in _met(after_customers, skeleton, known)
        ),
    )


def _met(
    starts: Iterable[str | None], skeleton: Skeleton, known: Mapping[str, Subtree]
) -> list[Bone]:
    """Return the steps that somebody meets first on all ways from here, and those passed unseen."""

    def unseen_ways(key: str) -> list[str]:
        bone = skeleton.bones[key]
        inner = _entered(bone, known)
        if bone.kind != "check" and not (bone.kind == "jump" and (not inner or inner.asks_nobody)):
            return []
        return [target for target in bone.ways if target in skeleton.bones]

    met = spread([start for start in starts if start and start in skeleton.bones], unseen_ways)
    return [skeleton.bones[key] for key in met]


def _is_for_agents(bone: Bone, known: Mapping[str, Subtree]) -> bool:
    inner = _entered(bone, known)
    return bone.is_for_agents or (inner is not None and inner.begins_for_agents)


def _entered(bone: Bone, known: Mapping[str, Subtree]) -> Subtree | None:
    return known.get(bone.tree) if bone.kind == "jump" and bone.tree else None
