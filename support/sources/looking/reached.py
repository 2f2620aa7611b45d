"""Which sources can be asked, and which take orders; kept until a lead changes it."""

from collections.abc import Mapping
from dataclasses import dataclass

from support.sources.looking.access import Access
from troubleshooting.marks.reading import kept


@dataclass(frozen=True)
class Reached:
    can_look_up: bool = False
    takes_orders: bool = False


def reached(source: str) -> Reached:
    return _all().get(source, Reached())


@kept
def _all() -> Mapping[str, Reached]:
    rows = Access.objects.values_list("name", "look_up_address", "order_address")
    return {name: Reached(bool(asked), bool(ordered)) for name, asked, ordered in rows}
