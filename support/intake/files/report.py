"""What became of a file: counts of everything, and the first lines of each kind."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support.payments.references.ours import OurNames
from troubleshooting.discretion.masking import mask


class Outcome(StrEnum):
    """What became of one entry."""

    PROBLEM = "problem"
    DOUBTFUL = "doubtful"
    NEW = "new"
    CHANGED = "changed"
    NOTED = "noted"
    KNOWN = "known"
    FOREIGN = "foreign"
    REMARK = "remark"


LABELS: dict[Outcome, str | Promise] = {
    Outcome.PROBLEM: gettext_lazy("Needs somebody to look"),
    Outcome.DOUBTFUL: gettext_lazy("Contradicts what we know; left to people"),
    Outcome.NEW: gettext_lazy("Trouble with a payment that we did not know"),
    Outcome.CHANGED: gettext_lazy("The payment's status changed"),
    Outcome.NOTED: gettext_lazy("Noted; the status stays"),
    Outcome.KNOWN: gettext_lazy("Was read before"),
    Outcome.FOREIGN: gettext_lazy("Not one of our payments"),
    Outcome.REMARK: gettext_lazy("Remarks"),
}
# So many lines of each are kept; the rest is counted.
MOST_LINES = {Outcome.KNOWN: 50, Outcome.FOREIGN: 50, Outcome.NOTED: 200, Outcome.REMARK: 200}
MOST_LINES_OTHERWISE = 1000


@dataclass(frozen=True)
class Line:
    """One entry: its number in the file, its payment, the statuses before and after, its case."""

    number: int
    outcome: Outcome
    reference: str = ""
    before: str = ""
    after: str = ""
    code: str = ""
    case: str = ""
    text: str = ""

    def __str__(self) -> str:
        move = f"{self.before or '–'} → {self.after or '–'}" if self.before != self.after else ""
        parts = (f"{self.number}.", self.reference, move, self.code, self.case, self.text)
        return "  ".join(filter(None, parts))


@dataclass
class Report:
    """`stopped` is a sentence where the file was not read to its end."""

    source: str
    is_dry_run: bool
    kind: str = ""
    stopped: str = ""
    counts: Counter[Outcome] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    lines: dict[Outcome, list[Line]] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        """Note what became of an entry; what quotes the file is masked, but for names of ours."""
        line = replace(line, text=mask(line.text, OurNames()).text, code=mask(line.code).text)
        self.counts[line.outcome] += 1
        kept = self.lines.setdefault(line.outcome, [])
        if len(kept) < MOST_LINES.get(line.outcome, MOST_LINES_OTHERWISE):
            kept.append(line)

    @property
    def entries(self) -> int:
        """How many entries say news of a payment, or should."""
        return self.counts.total() - self.counts[Outcome.REMARK]

    @property
    def is_clean(self) -> bool:
        """Whether nobody has to look at the file again."""
        return not self.stopped and not self.counts[Outcome.PROBLEM]

    def sections(self) -> Iterator[tuple[Outcome, str, int, list[Line], int]]:
        """Yield outcome, label, how many, the lines kept, and how many were not."""
        for outcome, label in LABELS.items():
            if count := self.counts[outcome]:
                kept = self.lines[outcome]
                yield outcome, str(label), count, kept, count - len(kept)

    def as_text(self) -> Iterator[str]:
        yield _("%(source)s, %(kind)s. Entries: %(count)d") % {
            "source": self.source,
            "kind": self.kind,
            "count": self.entries,
        }
        if self.is_dry_run:
            yield _("Dry run: nothing was kept and nobody was written to.")
        if self.stopped:
            yield _("Read no further: %(reason)s") % {"reason": self.stopped}
        for _outcome, label, count, lines, more in self.sections():
            yield ""
            yield f"{label}: {count}"
            yield from (f"  {line}" for line in lines)
            if more:
                yield "  " + _("and %(count)d more") % {"count": more}
        if self.unread:
            yield ""
            yield _("Fields not read:")
            yield from (f"  {name}: {count}" for name, count in self.unread.most_common())

    def as_json(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "kind": self.kind,
            "dry_run": self.is_dry_run,
            "stopped": self.stopped,
            "entries": self.entries,
            "counts": {outcome.value: self.counts[outcome] for outcome in Outcome},
            "unread": dict(self.unread),
            "lines": [vars(line) for lines in self.lines.values() for line in lines],
        }
