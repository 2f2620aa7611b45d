"""The texts by which cases are found."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q

from support.cases.search import TEXT_BOUND, folded, runs
from troubleshooting.marks.writing import store

if TYPE_CHECKING:
    from support.cases.models.case import Case

# PostgreSQL joins for each of them, and the time to plan joins grows faster than their number.
JOINED_WORDS = 3


class SearchTextQuerySet(models.QuerySet["SearchText"]):
    def holding(self, word: str) -> Self:
        """Texts that hold a folded word; one of two characters and more by the index.

        The text is asked even where the runs say all: without that PostgreSQL takes a rare word
        for a common one, and looks for it in one case after the other.
        """
        found = self.filter(text__contains=word)
        return found.filter(runs__contains=runs(word)) if len(word) > 1 else found

    def of_cases_with(self, words: Collection[str]) -> Q:
        """The condition that the texts of a case hold all words, each of them any."""
        longest = sorted(words, key=len, reverse=True)
        holds = Q()
        for word in longest[:JOINED_WORDS]:
            holds &= Q(pk__in=self.holding(word).values("case"))
        if rest := longest[JOINED_WORDS:]:
            whole = self.filter(case=OuterRef("pk")).values("case")
            whole = whole.annotate(whole=StringAgg("text", " "))
            holds &= Q(Exists(whole.filter(*(Q(whole__contains=word) for word in rest))))
        return holds

    def add(self, case: "Case", text: str) -> None:
        """Let a case be found by one more text."""
        text = folded(text)[:TEXT_BOUND]
        store(self.model(case=case, text=text, runs=runs(text)))


class SearchText(models.Model):
    """What a case is called, or one of its messages, folded; written once, never again.

    It stands in a table of its own, so that nothing that happens to a case touches its index.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="search_texts")
    text = models.TextField()
    runs = ArrayField(models.CharField(max_length=2))

    objects = SearchTextQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(fields=["runs"], name="case_search_runs")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.text[:40]}"
