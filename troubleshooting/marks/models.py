"""The mark by which a process notices that what it has read is no longer so."""

from django.db import models


class Mark(models.Model):
    """One row, whose value differs after every change of a marked table.

    A random value and no counter: of a change that was rolled back the number would come again.
    """

    name = models.CharField(max_length=20, primary_key=True)
    value = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.name} {self.value}"
