"""Work that must end: a bound tells work that has no end from work, and is no stopwatch.

Bounds are tens of times what the work takes on a slow machine with other things to do; how
fast something is, is shown by ``benchmarks``.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

#: Seconds in which nothing here takes long enough to be mistaken for work without an end.
PLENTY = 30.0


@contextmanager
def ends(within: float = PLENTY, *, clock: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """Fail unless the block ends within so many seconds of the clock."""
    begun = clock()
    yield
    taken = clock() - begun
    assert taken < within, f"{taken:.1f} of {within:.0f} seconds"


def computes(within: float = PLENTY) -> AbstractContextManager[None]:
    """Fail unless the block takes less than so many seconds of the processor."""
    return ends(within, clock=time.process_time)
