"""The test: a cumulative sum of what each count says for "more than usual" (Poisson CUSUM).

Lucas, "Counted data CUSUM's", Technometrics 27 (1985), with the reference value of its paper as the
logarithm of a likelihood ratio, so that the usual rate may be another each minute. By Lorden's
bound (Annals of Mathematical Statistics 42, 1971) such a sum, begun anew at 0 and stopped at h,
runs e^h minutes or more between two false alarms, whatever the rates are; h of n series at once is
larger by log n, so that all together keep the rate (Bonferroni).
"""

from dataclasses import dataclass
from math import log, sqrt

# Of all series together, at most one false alarm in so many days.
FALSE_ALARM_DAYS = 30
# What is worth being found: half as much again, chance's threefold deviation, one a minute.
LEAST_RATIO = 1.5
LEAST_DEVIATIONS = 3.0
LEAST_RATE = 1.0
# One minute alone is no outage, whatever came in it (Lucas and Crosier, "Robust CUSUM", 1982).
MOST_OF_A_MINUTE = 0.7
# Where crowds are usual a minute says less: by the fourth power of the dispersion a series that has
# 15 more at once every two hours raised 1 false alarm in 300 days, by the second 11.
CROWDS = 4


def threshold(series: int) -> float:
    """Return the sum at which so many series, watched at once, raise an alarm."""
    return log(FALSE_ALARM_DAYS * 24 * 60 * max(series, 1))


@dataclass(frozen=True)
class Step:
    """What a count says: `gain` is added to the sum, and `counted` what is believed of it."""

    gain: float
    counted: float


def weigh(count: int, rate: float, dispersion: float, limit: float) -> Step:
    """Weigh a minute's count against its usual rate; a variance above chance's says less.

    That is the quasi-likelihood of Wedderburn (1974): the log likelihood by the dispersion.
    """
    raised = max(rate * LEAST_RATIO, rate + LEAST_DEVIATIONS * sqrt(rate), LEAST_RATE)
    says, costs = log(raised / rate) / dispersion, (raised - rate) / dispersion
    most = (limit * MOST_OF_A_MINUTE / dispersion**CROWDS + costs) / says
    counted = min(float(count), most)
    return Step(counted * says - costs, counted)
