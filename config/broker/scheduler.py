"""The timetable, which a clock that is set back does not stop."""

from datetime import datetime
from typing import Any

from celery.beat import Scheduler


class SteadyScheduler(Scheduler):
    """Celery's own, kept in memory, for a file would end it when the disk is full.

    Celery's notes when each task is due: set back by six hours, it would be silent for as long.
    """

    seen_at: datetime | None = None

    def tick(self, *args: Any, **kwargs: Any) -> float:
        now: datetime = self.app.now()
        if self.seen_at is not None and now < self.seen_at:
            for entry in self.schedule.values():
                entry.last_run_at = now
            self._heap = None  # made anew from the entries
        self.seen_at = now
        wait: float = super().tick(*args, **kwargs)
        return wait
