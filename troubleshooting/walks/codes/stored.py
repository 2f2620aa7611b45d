"""The tables of schemes, codes and patterns, read once for each change to them."""

from django.core.exceptions import ValidationError

from troubleshooting.causes.models import Cause, FailureCode, MessagePattern, Scheme
from troubleshooting.causes.phrases import Phrase, read_phrase
from troubleshooting.marks.reading import kept
from troubleshooting.walks.codes.book import CodeBook
from troubleshooting.walks.codes.entries import CodeEntry, PatternEntry, SchemeEntry

NOTHING = CodeBook()


@kept
def read_book() -> CodeBook:
    """Return the tables as they are; a process reads them again only after a change to them."""
    return CodeBook(
        schemes=tuple(
            SchemeEntry(
                slug=row.slug,
                name={"en": row.name_en, "zh-hans": row.name_zh},
                aliases=tuple(row.aliases),
                parent=row.parent.slug if row.parent else "",
                direction=row.direction,
                names_one_cause=row.names_one_cause,
                is_technical=row.is_technical,
                has_two_digits=row.has_two_digits,
            )
            for row in Scheme.objects.select_related("parent").order_by("slug")
        ),
        codes=tuple(
            CodeEntry(
                scheme=row.scheme_id,
                code=row.code,
                name=row.name,
                meaning={"en": row.description_en, "zh-hans": row.description_zh},
                cause=row.cause.slug,
                group=row.cause.group,
                other_causes=tuple(row.other_causes),
            )
            for row in FailureCode.objects.select_related("cause").order_by("scheme_id", "code")
        ),
        patterns=tuple(filter(None, map(_pattern, _patterns()))),
        groups=dict(Cause.objects.values_list("slug", "group")),
    )


def _patterns() -> list[MessagePattern]:
    return list(MessagePattern.objects.select_related("cause", "scheme").order_by("pk"))


def _pattern(row: MessagePattern) -> PatternEntry | None:
    """Read one row; one that was entered past every check finds nothing instead of stopping all."""
    try:
        phrase = read_phrase(row.phrase)
        unless: Phrase | None = read_phrase(row.unless) if row.unless else None
    except ValidationError:
        return None
    return PatternEntry(
        phrase=phrase,
        unless=unless,
        scheme=row.scheme.slug if row.scheme else "",
        direction=row.direction,
        cause=row.cause.slug,
        is_strong=row.is_strong,
    )
