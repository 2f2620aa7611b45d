"""Cases as a file that somebody saves, by page or API."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Literal

from django.http import StreamingHttpResponse
from django.utils import timezone

from support.audit.models import Entry
from support.audit.services import record
from support.cases.exporting.columns import columns
from support.cases.exporting.reading import rows_of
from support.cases.exporting.writing import WRITERS, Pieces
from support.cases.models import CaseQuerySet
from web.bounding import bounded

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Form = Literal["csv", "xlsx"]
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def exported(
    cases: CaseQuerySet, form: Form, *, asked: Mapping[str, str], actor: "User", now: datetime
) -> StreamingHttpResponse:
    """Answer with cases as a file, in their order, in the language that is active.

    The log has who took them and what was `asked` for before the first byte leaves, and how many
    rows were read for it once the last one did or the reader went away. Raises TookTooLong where
    counting them already does.
    """
    with bounded():  # what follows comes piece by piece, however long it takes
        matching = cases.count()
    begun = record(
        Entry.Kind.EXPORT_BEGUN, actor=actor, now=now,
        form=form, asked=dict(asked), matching=matching,
    )  # fmt: skip
    wanted = columns()
    counted = _Counted(rows_of(cases, wanted))
    file = WRITERS[form]([column.name for column in wanted], counted.pieces())
    log = partial(record, Entry.Kind.EXPORT_ENDED, actor=actor, form=form, export=begun.pk)
    answer = StreamingHttpResponse(_logged(file, counted, log), content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="cases-{now:%Y-%m-%d}.{form}"'
    answer["X-Accel-Buffering"] = "no"  # a proxy that gathers it all would hold it twice
    return answer


class _Counted:
    """Pieces, of which it is known how many rows were read."""

    def __init__(self, pieces: Pieces) -> None:
        self.rows, self._pieces = 0, pieces

    def pieces(self) -> Pieces:
        for rows in self._pieces:
            self.rows += len(rows)
            yield rows

    def close(self) -> None:
        """End the reading with its transaction, in which a line of the log would be lost."""
        self._pieces.close()


def _logged(file: Iterator[bytes], counted: _Counted, log: "partial[Entry]") -> Iterator[bytes]:
    is_whole = False
    try:
        yield from file
        is_whole = True
    finally:
        counted.close()
        log(now=timezone.now(), rows=counted.rows, whole=is_whole)
