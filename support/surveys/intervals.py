"""How sure a share of few answers is; plain Python."""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054  # both sides of a normal distribution leave 5 % outside
FEWEST = 5  # of fewer answers a share says nothing


@dataclass(frozen=True)
class Share:
    """So many of all, and between which shares (0 to 1) the true one lies, 19 times out of 20."""

    count: int
    of: int
    low: float = 0.0
    high: float = 1.0

    @property
    def is_told(self) -> bool:
        return self.of >= FEWEST

    @property
    def percent(self) -> int:
        return round(100 * self.count / self.of) if self.of else 0

    @property
    def low_percent(self) -> int:
        return round(100 * self.low)

    @property
    def high_percent(self) -> int:
        return round(100 * self.high)


def share_of(count: int, of: int) -> Share:
    """Return a share with its score interval.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
    the American Statistical Association 22 (1927), pages 209 to 212. Unlike the usual formula it
    stays within 0 and 1 and holds for small numbers.
    """
    if of == 0:
        return Share(count, of)
    share, spread = count / of, Z_95**2 / of
    middle = share + spread / 2
    half = Z_95 * sqrt(share * (1 - share) / of + spread / (4 * of))
    low, high = ((middle + sign * half) / (1 + spread) for sign in (-1, 1))
    return Share(count, of, max(0.0, low), min(1.0, high))
