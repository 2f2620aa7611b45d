"""The table of failure codes as walks read it: the fact `code_matches`."""

from collections.abc import Sequence
from typing import Any

from troubleshooting.causes.models import FailureCode
from troubleshooting.checks.reading.codes import clean_scheme, code_candidates

MOST = 20


def code_matches(
    scheme: object, code: object, channel_schemes: Sequence[str]
) -> list[dict[str, Any]]:
    """Return the rows of the table that a payment's code can mean.

    Without a scheme the channel's own schemes are asked first, then all of them.
    """
    cleaned = clean_scheme(scheme)
    codes = code_candidates(cleaned, code)
    if not codes:
        return []
    if scheme:
        return _matching([cleaned] if cleaned else [], codes)
    return _matching(channel_schemes, codes) or _matching(None, codes)


def _matching(schemes: Sequence[str] | None, codes: Sequence[str]) -> list[dict[str, Any]]:
    rows = FailureCode.objects.matching(schemes, codes).select_related("cause")
    return [
        {
            "scheme": row.scheme,
            "code": row.code,
            "name": {"en": row.description_en, "zh-hans": row.description_zh},
            "cause": row.cause.slug,
            "group": row.cause.group,
        }
        for row in rows[:MOST]
    ]
