"""Which reports there are, and what the columns of each count."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.cases.models import Ending
from support.notifications.models import State
from support.reports.words import SPLITS
from support.surveys.figures import SATISFIED
from support.surveys.models import STARS

Text = str | Promise
# The moment of a case by which its day is known; what can happen often has none.
MOMENTS = {"opened": "opened_at", "resolved": "resolved_at", "rated": "survey__rated_at"}


@dataclass(frozen=True)
class Measure:
    """A column: cases to which something happened in the period, all or those of some values."""

    name: str
    label: Text
    base: str
    split: str = ""
    values: tuple[str, ...] = ()

    @property
    def wanted(self) -> dict[str, str]:
        """What its cases are filtered by, besides the period."""
        return {self.split: ",".join(self.values)} if self.split else {}


@dataclass(frozen=True)
class Ratio:
    """A share of some columns in others, told with how sure it is."""

    name: str
    label: Text
    part: tuple[str, ...]
    of: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What is counted, by what its rows are told apart, and what one has to know to read it.

    `more` are heads of what rows have besides, `drawn` the columns of its charts.
    """

    slug: str
    title: Text
    explained: Text
    measures: tuple[Measure, ...]
    dims: tuple[str, ...]
    ratios: tuple[Ratio, ...] = ()
    more: tuple[Text, ...] = ()
    drawn: tuple[str, ...] = ("opened", "ended")


# What rows are told apart by: the columns are the key, as the word of the filter has it, and names.
DIMS: dict[str, tuple[str, ...]] = {
    "direction": ("payment__direction",),
    "channel": ("payment__channel__code", "payment__channel__name_en", "payment__channel__name_zh"),
    "cause": ("cause__slug", "cause__name_en", "cause__name_zh"),
    "language": ("language",),
    "team": ("team__name",),
    "priority": ("priority",),
}
DIM_LABELS: dict[str, Text] = {
    "time": _("Time"), "direction": _("Direction"), "channel": _("Channel"), "cause": _("Cause"),
    "language": _("Language"), "team": _("Team"), "priority": _("Priority"), "medium": _("Medium"),
    "event": _("Message"),
}  # fmt: skip

_OPENED = Measure("opened", pgettext_lazy("cases", "Opened"), "opened")
_ENDED = Measure("ended", pgettext_lazy("cases", "Ended"), "resolved")
_REOPENED = Measure("reopened", pgettext_lazy("cases", "Reopened"), "reopened")
_NOT_REACHED = Measure("not_reached", _("Not reached"), "not_reached")
_CREDITED = Measure("credited", Ending.CREDITED.label, "resolved", "ending", (Ending.CREDITED,))


def _split(base: str, split: str, **columns: tuple[Text, tuple[str, ...]]) -> tuple[Measure, ...]:
    return tuple(
        Measure(f"{split}_{name}", label, base, split, values)
        for name, (label, values) in columns.items()
    )


def _applied(who: str) -> tuple[str, ...]:
    return tuple(value for value in SPLITS["applied"].values if value.startswith(who))


CASES = Report(
    "cases",
    _("Cases"),
    _(
        "Opened, ended and reopened in the period. What was merged counts once, as the case that "
        "is kept. Test payments open no case."
    ),
    (
        _OPENED,
        _ENDED,
        *(Measure(one.value, one.label, "resolved", "ending", (one.value,)) for one in Ending),
        Measure("no_ending", _("Ended before endings were kept"), "resolved", "ending", ("none",)),
        _REOPENED,
        _NOT_REACHED,
    ),
    ("direction", "language", "team"),
)
CAUSES = Report(
    "causes",
    _("Causes"),
    _("By the cause that the case has now. Ended, credited and reopened are counted by when that "
      "was."),
    (_OPENED, _ENDED, _CREDITED, _REOPENED),
    ("cause",),
)  # fmt: skip
CHANNELS = Report(
    "channels",
    _("Channels"),
    _("By the channel of the payment. Ended, credited and reopened are counted by when that was."),
    (_OPENED, _ENDED, _CREDITED, _REOPENED, _NOT_REACHED),
    ("channel",),
)
CLOCKS = Report(
    "clocks",
    _("Clocks kept"),
    _(
        "First answer: of the cases opened in the period. Solution and promise: of those ended in "
        "it. A complaint has the clock of its market and counts with those without. The promise is "
        "the day that the customer was told: kept where the money was there by then."
    ),
    (
        *_split(
            "opened", "first_answer",
            kept=(_("First answer in time"), ("kept",)), late=(_("First answer late"), ("late",)),
            running=(_("Still to answer, in time"), ("running",)),
            none=(_("No first answer due"), ("none",)),
        ),
        *_split(
            "resolved", "solution",
            kept=(_("Solved in time"), ("kept",)), late=(_("Solved late"), ("late",)),
            none=(_("No solution due"), ("none", "running")),
        ),
        *_split(
            "resolved", "promise",
            kept=(_("Promised day kept"), ("kept",)), late=(_("Promised day missed"), ("late",)),
            otherwise=(_("Promised, ended otherwise"), ("otherwise",)),
            none=(_("Nothing promised"), ("none",)),
        ),
    ),
    ("priority", "language", "team"),
    (
        Ratio("first_answer", _("First answer in time, %"), ("first_answer_kept",),
              ("first_answer_kept", "first_answer_late")),
        Ratio("solution", _("Solved in time, %"), ("solution_kept",),
              ("solution_kept", "solution_late")),
        Ratio("promise", _("Promised day kept, %"), ("promise_kept",),
              ("promise_kept", "promise_late")),
    ),
    drawn=("first_answer_kept", "first_answer_late"),
)  # fmt: skip
AUTOMATIC = Report(
    "automatic",
    _("Automatic"),
    _(
        "Of the cases opened in the period, by the latest outcome of the guide: whether it was "
        "applied by itself or by a person. Right: the money was credited afterwards, and nothing "
        "else happened meanwhile. Wrong: the case was reopened, or somebody found another cause. "
        "Otherwise nobody knows yet."
    ),
    _split(
        "opened", "applied",
        itself=(_("By itself"), _applied("itself_")),
        itself_right=(_("By itself, right"), ("itself_right",)),
        itself_wrong=(_("By itself, wrong"), ("itself_wrong",)),
        itself_open=(_("By itself, not known"), ("itself_open",)),
        person=(_("By a person"), _applied("person_")),
        person_right=(_("By a person, right"), ("person_right",)),
        person_wrong=(_("By a person, wrong"), ("person_wrong",)),
        person_open=(_("By a person, not known"), ("person_open",)),
        none=(_("No outcome applied"), ("none",)),
    ),
    ("cause", "channel", "language"),
    (
        Ratio("share", _("Automatic, %"), ("applied_itself",),
              ("applied_itself", "applied_person", "applied_none")),
        Ratio("itself", _("Right by itself, %"), ("applied_itself_right",),
              ("applied_itself_right", "applied_itself_wrong")),
        Ratio("person", _("Right by a person, %"), ("applied_person_right",),
              ("applied_person_right", "applied_person_wrong")),
    ),
    drawn=("applied_itself", "applied_person"),
)  # fmt: skip
_STARS = tuple(f"stars_{one}" for one in STARS)
SURVEY = Report(
    "survey",
    _("Survey"),
    _("Answers by when they were first given. Satisfied are four and five stars of five."),
    (
        Measure("rated", pgettext_lazy("how many", "Answers"), "rated"),
        *(Measure(f"stars_{one}", f"{one} ★", "rated", "stars", (str(one),)) for one in STARS),
    ),
    ("cause", "channel", "language"),
    (Ratio("satisfied", _("Satisfied, %"), tuple(f"stars_{one}" for one in SATISFIED), _STARS),),
    drawn=("rated",),
)
BANKS = Report(
    "banks",
    _("Banks"),
    _(
        "Waits for a bank that ended in the period, whatever ended them: from when the case began "
        "to wait until it did not any more. Inquiries that a bank answered in the period, an "
        "interim answer too. In days of the calendar."
    ),
    (
        Measure("bank_waited", _("Cases that had waited for a bank"), "bank_waited"),
        Measure("bank_answered", _("Cases whose inquiry was answered"), "bank_answered"),
        Measure("bank_answered_late", _("Answered after it was due"), "bank_answered_late"),
    ),
    ("channel",),
    more=(
        _("Waits"), _("Median of days waited"), _("Nine of ten within, days"),
        _("Inquiries answered"), _("Median of days to the answer"),
        _("Nine of ten answered within, days"),
    ),
    drawn=("bank_waited", "bank_answered"),
)  # fmt: skip
MESSAGES = Report(
    "messages",
    _("Messages"),
    _(
        "Messages that were written in the period, by where they stand now. Parts and cost are of "
        "SMS that were handed over, at the price of a part that is set for their country."
    ),
    (
        Measure("written", _("Written"), "written"),
        *(Measure(one.value, one.label, "written", "state", (one.value,)) for one in State),
    ),
    ("medium", "event"),
    more=(_("Parts"), _("Cost")),
    drawn=("written", "failed"),
)
_ALL = (CASES, CAUSES, CHANNELS, CLOCKS, AUTOMATIC, BANKS, MESSAGES, SURVEY)
REPORTS = {one.slug: one for one in _ALL}
