"""Guessing the map of a payload, so that an admin has only to look it over.

A field is guessed by the names that providers give it in their documents (`called.py`), the
likeliest and the nearest to the payment's own object first (`scene.py`), and only where the value
can be read as what the name promises.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from support.sources.mapped.called import (
    ALSO,
    BARE,
    EVENT_IDS,
    EVENTS,
    INSTRUMENTS,
    NOT_AROUND,
    OUT,
    TIERS,
    TROUBLE,
)
from support.sources.mapped.field_map import MAJOR, MINOR
from support.sources.mapped.fields import FIELDS
from support.sources.mapped.leaves import Leaf
from support.sources.mapped.moments import AUTO, read_moment
from support.sources.mapped.scene import Scene, scene_of
from support.sources.mapped.words import our_word
from troubleshooting.checks.reading.money import read_amount, read_currency
from troubleshooting.checks.reading.text import Unreadable, read_whole_number

_SENTENCE = re.compile(r"[^\W\d_]+ [a-z]|[^\W\d_]{2,}[,.] ")
# "reason" alone is a code where it is written like one; "Enjoy" is what the payer wrote.
_LIKE_A_CODE = re.compile(r"[A-Z0-9_.:/ -]+|[a-z0-9]+([_.-][a-z0-9]+)+|[A-Za-z]*[a-z][A-Z]\w*|\d+")
# Codes that show by themselves whose they are.
_SCHEMES = ((re.compile(r"R\d\d"), "nacha"), (re.compile(r"[A-Z]{2}\d\d"), "iso20022"))
# Nobody there counts in hundredths.
_WHOLE_ONLY = {"IDR"}
Key = tuple[int, ...]


def suggest_map(payload: Any, *, scheme: str = "") -> dict[str, Any]:
    """Guess the map of a payload, as `FieldMap.of` takes it.

    `scheme` is written as the constant scheme of its codes, unless they are known by their looks.
    What cannot be guessed is left out.
    """
    scene = scene_of(payload)
    chosen = {name: leaf for name in TIERS if (leaf := _likeliest(name, scene, scheme))}
    if amount := chosen.get("amount"):
        _pair(chosen, amount, scene)
    _part(chosen, "failure_code", "failure_message")
    fields = {name: leaf.path for name, leaf in chosen.items()}
    words: dict[str, dict[str, str]] = {}
    if status := chosen.get("status"):
        words["status"] = {str(status.value): our_word("status", str(status.value), scheme)}
    if "direction" not in fields:
        fields["direction"] = f"'{_direction(scene.leaves)}'"
    if code := chosen.get("failure_code"):
        fields["failure_scheme"] = f"'{_scheme(str(code.value)) or scheme}'"
    guessed = {
        "event_id": _event_id(scene, chosen.get("reference")),
        "fields": {name: fields[name] for name in FIELDS if fields.get(name, "''") != "''"},
        "words": {name: {k: v for k, v in table.items() if v} for name, table in words.items()},
        "amounts": _units(scene, chosen),
        "times": AUTO,
    }
    return guessed | ({"each": scene.each} if scene.each else {})


def _likeliest(name: str, scene: Scene, scheme: str) -> Leaf | None:
    keyed = [
        ((*key, place), leaf)
        for place, leaf in enumerate(scene.leaves)
        if (key := _key(name, leaf, scene, scheme)) is not None
    ]
    return min(keyed, key=lambda one: one[0])[1] if keyed else None


def _key(name: str, leaf: Leaf, scene: Scene, scheme: str) -> Key | None:
    """Say how likely a leaf is a field; the smaller the better, None for not at all."""
    if (rank := _rank(name, leaf)) is None or not _fits(name, rank[0], leaf, scheme):
        return None
    tier, place = rank
    outside, deeper = scene.outside(leaf), scene.deeper(leaf)
    unread = int(name == "status" and not our_word("status", str(leaf.value), scheme))
    if tier == 0:
        return (tier, place, unread, outside, deeper)
    if name in ("status", "reference"):
        return (tier, outside, deeper, unread, place)
    return (tier, outside, place, deeper)


def _rank(name: str, leaf: Leaf) -> tuple[int, int] | None:
    """Return the tier of a leaf's name and its place there."""
    around = set(leaf.names[:-1])
    if any(leaf.name == bare and around & owners for bare, owners in BARE.get(name, ())):
        return 0, 0
    if around & NOT_AROUND.get(name, set()) or (name == "reference" and _is_refunded(leaf)):
        return None
    calls = ("_".join(leaf.names[-2:]), leaf.name)
    for tier, words in enumerate(TIERS[name]):
        names = words.split()
        places = [names.index(called) for called in calls if called in names]
        if places:
            return tier, min(places)
    return (len(TIERS[name]), 0) if any(_also(name, called) for called in calls) else None


def _is_refunded(leaf: Leaf) -> bool:
    """A refund names the payment that it gives back, and is one of its own."""
    return "refund" in leaf.names[:-1] and leaf.name == "payment_id"


def _also(name: str, called: str) -> bool:
    has, hasnt = ALSO.get(name, ("", ""))
    if not any(word in called for word in has.split()):
        return False
    if name == "failure_code" and not any(word in called for word in TROUBLE.split()):
        return False
    return not any(word in called for word in hasnt.split())


def _fits(name: str, tier: int, leaf: Leaf, scheme: str) -> bool:
    """Say whether a value can be what the name of its field promises."""
    value = leaf.value
    if value in (None, "") or isinstance(value, bool):
        return False
    if not _CHECKS.get(FIELDS[name].shape, _is_text)(value):
        return False
    text = str(value).strip()
    if name == "status":  # an event's type is a status where it ends with one
        return tier < 2 or bool(our_word("status", text, scheme))
    if name == "direction":
        return leaf.name.endswith("direction") or bool(our_word("direction", text))
    if name == "failure_code":
        return not _SENTENCE.search(text) and (
            (tier == 0 and leaf.name != "status_detail") or bool(_LIKE_A_CODE.fullmatch(text))
        )
    return name != "failure_message" or tier == 0 or " " in text or not text.isascii()


def _is_text(value: Any) -> bool:
    return len(str(value)) <= 500


def _is_time(value: Any) -> bool:
    return _can_read(lambda: read_moment(value, AUTO, "UTC", ends_day=True))


def _can_read(read: Callable[[], object]) -> bool:
    try:
        read()
    except Unreadable:
        return False
    return True


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "amount": lambda value: _can_read(lambda: read_amount(value)),
    "currency": lambda value: _can_read(lambda: read_currency(value)),
    "moment": _is_time,
    "written_time": _is_time,
    "number": lambda value: _can_read(lambda: read_whole_number(value)),
    "word": lambda value: isinstance(value, str) and len(value) <= 60,
}


def _pair(chosen: dict[str, Leaf], amount: Leaf, scene: Scene) -> None:
    """Take the currency that stands beside the amount, or is called as it is."""
    prefix = amount.name.partition("_")[0]
    beside = [
        leaf
        for leaf in scene.leaves
        if leaf.names[:-1] == amount.names[:-1]
        and _rank("currency", leaf)
        and _CHECKS["currency"](leaf.value)
    ]
    called = [leaf for leaf in beside if leaf.name.partition("_")[0] == prefix]
    near = called or sorted(beside, key=lambda leaf: _rank("currency", leaf) or (9, 9))
    if near:
        chosen["currency"] = near[0]


def _part(chosen: dict[str, Leaf], first: str, second: str) -> None:
    """Give a value that two fields claim to the first."""
    if first in chosen and chosen.get(second) == chosen[first]:
        del chosen[second]


def _scheme(code: str) -> str:
    return next((scheme for looks, scheme in _SCHEMES if looks.fullmatch(code.strip())), "")


def _direction(found: Iterable[Leaf]) -> str:
    """Money out where names or the type speak of payouts and payees, else money in."""
    for leaf in found:
        if set(leaf.names) & INSTRUMENTS:
            continue
        said = " ".join(leaf.names)
        if leaf.name in EVENTS and isinstance(leaf.value, str):
            said += f" {leaf.value.casefold()}"
        words = set(re.split(r"[^a-z0-9]+", said))
        if words & OUT:
            return "payout"
    return "payin"


def _event_id(scene: Scene, reference: Leaf | None) -> str:
    tops = [leaf for leaf in scene.leaves if leaf is not reference]
    by_name = {
        leaf.name: leaf.path.removeprefix("$.")
        for leaf in tops
        if len([name for name in leaf.names if name]) == 1
        and leaf.value not in (None, "")
        and bool(scene.each) == leaf.path.startswith("$.")
    }
    # Beside the payment's own fields an id is the payment's: its next status would come under it
    # too, and be refused as another event of that id.
    is_around = reference is not None and len(reference.names) > 1
    names = [name for name in EVENT_IDS if name != "id" or is_around]
    return next((by_name[name] for name in names if name in by_name), "")


def _units(scene: Scene, chosen: dict[str, Leaf]) -> str:
    """Whole numbers without a dot are mostly cents; "9900" too, "66" as text hardly.

    Not where another sum of the same payload has a fraction.
    """
    amount = chosen.get("amount")
    if amount is None:
        return MAJOR
    if any(word in "_".join(amount.names[-2:]) for word in ("cents", "minor", "unscaled")):
        return MINOR
    sums = [leaf.value for leaf in scene.leaves if re.search("amount|fee|price|tax", leaf.name)]
    if any(_has_fraction(value) for value in (amount.value, *sums)):
        return MAJOR
    currency = chosen.get("currency")
    if currency and str(currency.value).upper() in _WHOLE_ONLY:
        return MAJOR
    text = str(amount.value)
    is_minor = text.lstrip("-").isdigit() and (
        isinstance(amount.value, int) or Decimal(text) >= 100
    )
    return MINOR if is_minor else MAJOR


def _has_fraction(value: Any) -> bool:
    return isinstance(value, float) or bool(re.fullmatch(r"-?\d+\.\d+", str(value)))
