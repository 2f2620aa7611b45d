"""Things made at random: Hypothesis draws one number, and Python's own chance makes the rest of it.

Drawing every choice by itself takes ten times as long as all that is proven of what is made.
"""

from collections.abc import Callable
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
seeds = st.integers(0, 2**64 - 1)


def by_chance(make: Callable[[Random], T]) -> st.SearchStrategy[T]:
    """Draw what `make` makes of a chance of its own."""
    return seeds.map(lambda seed: make(Random(seed)))
