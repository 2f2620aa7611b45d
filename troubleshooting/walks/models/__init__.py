"""Stored walks and their answers, what stands beside them, and what they add up to by day."""

from troubleshooting.walks.models.beside import StepReport, WalkMove
from troubleshooting.walks.models.tally import OptionTaken, StepTally
from troubleshooting.walks.models.walk import GUIDE, KEPT_STAND, AppendOnly, Walk, WalkAnswer

__all__ = [
    "GUIDE",
    "KEPT_STAND",
    "AppendOnly",
    "OptionTaken",
    "StepReport",
    "StepTally",
    "Walk",
    "WalkAnswer",
    "WalkMove",
]
