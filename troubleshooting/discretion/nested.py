"""Masking of nested plain values, as JSON and YAML have them."""

import re
from collections.abc import Container
from typing import Any

from troubleshooting.discretion.hidden import MARKS, Hidden
from troubleshooting.discretion.masking import mask

# Fields that no view keeps as they are: passwords are hashed, and secrets are made by us. An
# address that machines call is nothing without what is asked in it.
SPARED = re.compile(r"password|secret|token|^once$|^csrf|^url$")
DEPTH = 200  # no door reads what is deeper
_LEAST, _LONGEST_BITS = 10**11, 100  # of a number that may be a card's


def mask_all(
    value: Any, found: list[Hidden], spare: Container[str] = (), *, depth: int = DEPTH
) -> Any:
    """Return a value in which every text is masked; what was hidden is added to `found`.

    A number that is a card's becomes a text. Fields of passwords and secrets stay.
    """
    if isinstance(value, str):
        masked = mask(value, spare)
        found.extend(masked.hidden)
        return masked.text
    if isinstance(value, int) and value > _LEAST and value.bit_length() < _LONGEST_BITS:
        text = mask_all(str(value), found, spare)
        return text if MARKS in text else value
    if depth and isinstance(value, list):
        return [mask_all(each, found, spare, depth=depth - 1) for each in value]
    if depth and isinstance(value, dict):
        return {
            mask_all(name, found, spare, depth=0): each
            if SPARED.search(str(name))
            else mask_all(each, found, spare, depth=depth - 1)
            for name, each in value.items()
        }
    return value
