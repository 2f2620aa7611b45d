"""Loading schemes, failure codes and message patterns from tables, as often as one likes."""

from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from troubleshooting.causes.loading import LoadReport, Values, load_rows, require_choice, rows
from troubleshooting.causes.models import Cause, FailureCode, MessagePattern, Scheme
from troubleshooting.causes.phrases import read_phrase
from troubleshooting.causes.schemes import Served

SCHEMES, CODES, PATTERNS = "schemes.csv", "failure_codes.csv", "message_patterns.csv"


def load_codes(folder: Path, *, overwrite: bool = True) -> dict[str, LoadReport]:
    """Bring schemes, failure codes and patterns up to the tables of a folder, in this order."""
    return {
        "code schemes": load_schemes(folder / SCHEMES, overwrite=overwrite),
        "failure codes": load_failure_codes(folder / CODES, overwrite=overwrite),
        "message patterns": load_message_patterns(folder / PATTERNS, overwrite=overwrite),
    }


@transaction.atomic
def load_schemes(path: Path, *, overwrite: bool = True) -> LoadReport:
    """Bring the schemes up to the table; one that is not in the table is left alone.

    Without `overwrite` those that are there stay as somebody made them. A parent stands above its
    children in the table, or is there already. Raises ValidationError for one that is not.
    """
    report = LoadReport()
    for row in rows(path):
        known = {scheme.slug: scheme for scheme in Scheme.objects.select_for_update()}
        wanted = {row["slug"]: _scheme_values(row, known)}
        report.add(load_rows(Scheme, known, wanted, overwrite=overwrite))
    return report


@transaction.atomic
def load_failure_codes(path: Path, *, overwrite: bool = True) -> LoadReport:
    """Bring the failure codes up to the table; one that is not in the table is left alone.

    Without `overwrite` those that are there stay as somebody made them.
    Raises ValidationError for a code whose cause or scheme is not loaded.
    """
    causes = dict(Cause.objects.values_list("slug", "pk"))
    schemes = set(Scheme.objects.values_list("slug", flat=True))
    known = {str(code): code for code in FailureCode.objects.select_for_update()}
    wanted = {
        f"{row['scheme']} {row['code']}": _code_values(row, causes, schemes) for row in rows(path)
    }
    return load_rows(FailureCode, known, wanted, overwrite=overwrite)


@transaction.atomic
def load_message_patterns(path: Path, *, overwrite: bool = True) -> LoadReport:
    """Bring the patterns up to the table; one that is not in the table is left alone.

    Without `overwrite` those that are there stay as somebody made them. Raises ValidationError
    for a phrase that can't be searched for, and for a cause or scheme that is not loaded.
    """
    causes = dict(Cause.objects.values_list("slug", "pk"))
    schemes = dict(Scheme.objects.values_list("slug", "pk"))
    slugs = {pk: slug for slug, pk in schemes.items()}
    known = {
        _pattern_key(row.phrase, slugs.get(row.scheme_id or 0, ""), row.direction): row
        for row in MessagePattern.objects.select_for_update()
    }
    wanted = {
        _pattern_key(row["phrase"], row["scheme"], row["direction"]): _pattern_values(
            row, causes, schemes
        )
        for row in rows(path)
    }
    return load_rows(MessagePattern, known, wanted, overwrite=overwrite)


def _pattern_key(phrase: str, scheme: str, direction: str) -> str:
    return f"{scheme or '*'} {direction} {phrase}"


def _scheme_values(row: dict[str, str], known: Mapping[str, Scheme]) -> Values:
    require_choice(Served.values, row["direction"], row["slug"])
    if row["parent"]:
        require_choice(known, row["parent"], row["slug"])
    return {
        "slug": row["slug"],
        "name_en": row["name_en"],
        "name_zh": row["name_zh"],
        "aliases": [alias for alias in row["aliases"].split("|") if alias],
        "parent_id": known[row["parent"]].pk if row["parent"] else None,
        "direction": row["direction"],
        "names_one_cause": row["names_one_cause"] != "no",
        "is_technical": row["is_technical"] == "yes",
        "has_two_digits": row["has_two_digits"] == "yes",
    }


def _code_values(row: dict[str, str], causes: Mapping[str, int], schemes: set[str]) -> Values:
    key = f"{row['scheme']} {row['code']}"
    others = row["other_causes"].split()
    for cause in [row["cause"], *others]:
        require_choice(causes, cause, key)
    require_choice(schemes, row["scheme"], key)
    require_choice(FailureCode.Retryable.values, row["retryable"], key)
    require_choice(Served.values, row["direction"], key)
    return {
        "scheme_id": row["scheme"],
        "code": row["code"],
        "name": row["name"],
        "description_en": row["description_en"],
        "description_zh": row["description_zh"],
        "cause_id": causes[row["cause"]],
        "other_causes": others,
        "retryable": row["retryable"],
        "customer_can_fix": row["customer_can_fix"] == "yes",
        "direction": row["direction"],
        "source": row["source"],
    }


def _pattern_values(
    row: dict[str, str], causes: Mapping[str, int], schemes: Mapping[str, int]
) -> Values:
    require_choice(causes, row["cause"], row["phrase"])
    require_choice(Served.values, row["direction"], row["phrase"])
    if row["scheme"]:
        require_choice(schemes, row["scheme"], row["phrase"])
    for phrase in filter(None, (row["phrase"], row["unless"])):
        try:
            read_phrase(phrase)
        except ValidationError as error:
            raise ValidationError(f"{phrase}: {' '.join(error.messages)}", error.code) from error
    return {
        "phrase": row["phrase"],
        "unless": row["unless"],
        "scheme_id": schemes[row["scheme"]] if row["scheme"] else None,
        "direction": row["direction"],
        "cause_id": causes[row["cause"]],
        "is_strong": row["is_strong"] == "yes",
        "source": row["source"],
    }
