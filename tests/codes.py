"""The tables of schemes, codes and patterns as a book, read without a database."""

import csv
from functools import cache
from pathlib import Path

from troubleshooting.causes.phrases import read_phrase
from troubleshooting.walks.codes import CodeBook
from troubleshooting.walks.codes.entries import CodeEntry, PatternEntry, SchemeEntry

FIXTURES = Path(__file__).parents[1] / "fixtures"


def table(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def code_book() -> CodeBook:
    groups = {row["slug"]: row["group"] for row in table("causes.csv")}
    return CodeBook(
        schemes=tuple(
            SchemeEntry(
                slug=row["slug"],
                name={"en": row["name_en"], "zh-hans": row["name_zh"]},
                aliases=tuple(filter(None, row["aliases"].split("|"))),
                parent=row["parent"],
                direction=row["direction"],
                names_one_cause=row["names_one_cause"] == "yes",
                is_technical=row["is_technical"] == "yes",
                has_two_digits=row["has_two_digits"] == "yes",
            )
            for row in table("schemes.csv")
        ),
        codes=tuple(
            CodeEntry(
                scheme=row["scheme"],
                code=row["code"],
                name=row["name"],
                meaning={"en": row["description_en"], "zh-hans": row["description_zh"]},
                cause=row["cause"],
                group=groups[row["cause"]],
                other_causes=tuple(row["other_causes"].split()),
            )
            for row in table("failure_codes.csv")
        ),
        patterns=tuple(
            PatternEntry(
                phrase=read_phrase(row["phrase"]),
                unless=read_phrase(row["unless"]) if row["unless"] else None,
                scheme=row["scheme"],
                direction=row["direction"],
                cause=row["cause"],
                is_strong=row["is_strong"] == "yes",
            )
            for row in table("message_patterns.csv")
        ),
        groups=groups,
    )
