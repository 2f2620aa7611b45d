"""Where cases are found, and which of them are to be written there anew."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now

# Written before marks of words side by side were kept (`search.vectors.PAIRED`).
UNPAIRED = ~Q(
    Func(F("words"), template="%(expressions)s @@ '''>'''::tsquery",
         output_field=models.BooleanField())
)  # fmt: skip


class SearchEntry(models.Model):
    """All that a case is found by; of a very long one in several parts.

    It stands in a table of its own, so that nothing that happens to a case touches its index. The
    words are cut by `search.words`, PostgreSQL cuts nothing.
    """

    case = models.ForeignKey(
        "cases.Case", models.CASCADE, related_name="search_entries", db_index=False
    )
    part = models.PositiveIntegerField(default=0)
    words: Any = SearchVectorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "part"], name="search_entry_once")]
        indexes = [
            GinIndex(fields=["words"], name="search_entry_words"),
            models.Index(fields=["case"], name="search_entry_unpaired", condition=UNPAIRED),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.part}"


class Unfound(models.Model):
    """A case of which something was said that its entry does not hold yet.

    Triggers write it in the transaction that says it. A row for each change, and none is shared:
    who rewrites an entry removes those that they could see, and a change that commits later leaves
    its own.
    """

    case_id = models.BigIntegerField()
    said_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.case_id)
