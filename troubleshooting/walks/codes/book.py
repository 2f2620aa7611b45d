"""Schemes, codes and patterns in memory, and how one is found. Plain values, no database."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from troubleshooting.causes.phrases import plain, words_of_code
from troubleshooting.causes.schemes import squeezed
from troubleshooting.checks.reading.codes import clean_code, code_candidates
from troubleshooting.walks.codes.entries import CodeEntry, Hit, PatternEntry, Said, SchemeEntry

MOST = 20
LEAST_NAME = 4  # letters: a shorter text is a code, never the name of one
# "R01 - Insufficient funds" and "05 : Do not honor": the code, and after it its words.
_WITH_WORDS = re.compile(r"\s*([A-Za-z0-9]{1,6})\s*[:\-–|]\s*(?=\D)")
# "ARUDD-0", "iso20022:AC04": the list, and after it the code.
_WITH_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9 ]{1,20}?)\s*[-:_/.]\s*([A-Za-z0-9.]{1,40})\s*")


@dataclass(frozen=True)
class CodeBook:
    schemes: tuple[SchemeEntry, ...] = ()
    codes: tuple[CodeEntry, ...] = ()
    patterns: tuple[PatternEntry, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)  # of each cause

    def resolve(self, name: object, direction: object = None) -> list[str]:
        """Return the schemes that a name means, the likeliest first; none if nobody has it.

        Of several, that counts which serves the direction; "stripe" is payouts or declines.
        """
        if not isinstance(name, str) or not (wanted := squeezed(name[:120])):
            return []
        found = [*self._called.get(wanted, ())]
        for beginning, slug in self._beginnings:
            if wanted.startswith(beginning) and slug not in found:
                found.append(slug)
        return sorted(found, key=lambda slug: not _serves(self._by_slug[slug].direction, direction))

    def look_up(self, said: Said) -> list[dict[str, Any]]:
        """Return the entries that a code can mean, as rows of the fact `code_matches`.

        It is looked for in the scheme that was named, then in those it falls back to, then in the
        channel's; without a name in the channel's, then everywhere. What is found outside of the
        named scheme and its parents, or outside of what the channel answers with, is a guess.
        """
        if clean_code(said.code) is None:
            return []
        named = self.resolve(said.scheme, said.direction)
        for slug in named:
            if rows := self._in_family(slug, said.code):
                return self._rows(rows)
        if not named and not said.scheme and (rows := self._in_channel(said)):
            return self._rows(rows)
        if rows := self._with_its_scheme(said):
            return self._rows(rows)
        found = self._in_channel(said) if said.scheme else ()
        return self._rows(found or (() if named else self._anywhere(said)), is_guess=True)

    def overridden(
        self, said: Said, overrides: Mapping[tuple[str, str], str]
    ) -> list[dict[str, Any]]:
        """Return the entry that the payment's channel puts in the place of the table's, if any.

        `overrides` maps scheme ("" for any) and clean code to the slug of a cause.
        """
        named = self.resolve(said.scheme, said.direction)
        for slug in [*(entry for one in named for entry in self._line(one)), ""]:
            two_digits = self._by_slug[slug].has_two_digits if slug else None
            for code in code_candidates(said.code, two_digits=two_digits):
                cause = overrides.get((slug, code))
                if cause and cause in self.groups:
                    return [self._put_in_place(said, slug, code, cause)]
        return []

    def words(self, said: Said, *, of_code: bool) -> list[dict[str, Any]]:
        """Return what message and code say in words, as rows of the fact `message_matches`.

        Phrases of the payment's own schemes go before the others, strong ones before hints, and
        longer ones before what they contain. A code is read as words where it is no sure entry.
        """
        texts = {"message": plain(said.message) if isinstance(said.message, str) else ""}
        if of_code and isinstance(said.code, str):
            texts["code"] = words_of_code(said.code)
        families = self.families(said)
        hits = [
            Hit(pattern, name, found)
            for pattern in self._near(_way(said.direction), "\n".join(texts.values()))
            if not pattern.scheme or pattern.scheme in families
            for name, text in texts.items()
            if text and (found := _find(pattern, text))
        ]
        for is_better in (lambda hit: bool(hit.pattern.scheme), lambda hit: hit.pattern.is_strong):
            hits = [hit for hit in hits if is_better(hit)] or hits
        kept = [hit for hit in hits if not any(other.contains(hit) for other in hits)]
        first = {hit.pattern.cause: hit for hit in reversed(kept)}
        return [hit.row(self.groups) for hit in kept if first[hit.pattern.cause] is hit][:MOST]

    def scheme_of(self, said: Said, rows: Sequence[Mapping[str, Any]]) -> SchemeEntry | None:
        """Return the list that a code is of: where it was found, else the one that was named."""
        if rows and not rows[0]["is_guess"]:
            return self._by_slug.get(rows[0]["scheme"])
        named = self.resolve(said.scheme, said.direction)
        return self._by_slug[named[0]] if named else None

    def families(self, said: Said) -> set[str]:
        """Return the schemes that a payment's words may be of, with those they fall back to."""
        named = self.resolve(said.scheme, said.direction)
        slugs = named or [slug for name in said.channel_schemes for slug in self.resolve(name)]
        return {entry for slug in slugs for entry in self._line(slug)}

    def _in_family(self, slug: str, code: object) -> list[CodeEntry]:
        line = self._line(slug)
        for scheme in line:
            if found := self._in_scheme(scheme, code):
                return found
        if isinstance(code, str) and (head := _WITH_WORDS.match(code)):
            # Raw answers come from further down the line: Adyen's "05 : …" is the acquirer's 05.
            for scheme in [*line[1:], line[0]]:
                if found := self._in_scheme(scheme, head[1]):
                    return found
        return []

    def _in_scheme(self, slug: str, code: object) -> list[CodeEntry]:
        for candidate in code_candidates(code, two_digits=self._by_slug[slug].has_two_digits):
            if found := self._by_code.get((slug, candidate)):
                return found
        name = squeezed(code) if isinstance(code, str) else ""
        return self._by_name.get((slug, name), []) if len(name) >= LEAST_NAME else []

    def _in_channel(self, said: Said) -> list[CodeEntry]:
        found = []
        for name in said.channel_schemes:
            for slug in self.resolve(name, said.direction)[:1]:
                found += self._in_family(slug, said.code)
        return found

    def _with_its_scheme(self, said: Said) -> list[CodeEntry]:
        if not isinstance(said.code, str) or not (parts := _WITH_SCHEME.fullmatch(said.code)):
            return []
        for slug in self.resolve(parts[1], said.direction):
            if found := self._in_family(slug, parts[2]):
                return found
        return []

    def _anywhere(self, said: Said) -> list[CodeEntry]:
        found = (self._everywhere.get(code, ()) for code in code_candidates(said.code))
        return [entry for entries in found for entry in entries]

    def _rows(
        self, entries: Iterable[CodeEntry], *, is_guess: bool = False
    ) -> list[dict[str, Any]]:
        once = dict.fromkeys((entry.scheme, entry.code) for entry in entries)
        by_key = {(entry.scheme, entry.code): entry for entry in entries}
        return [self._row(by_key[key], is_guess=is_guess) for key in list(once)[:MOST]]

    def _row(self, entry: CodeEntry, *, is_guess: bool) -> dict[str, Any]:
        scheme = self._by_slug.get(entry.scheme) or SchemeEntry(entry.scheme)
        return {
            "scheme": entry.scheme,
            "scheme_name": dict(scheme.name),
            "code": entry.code,
            "name": dict(entry.meaning),
            "cause": entry.cause,
            "group": entry.group,
            "other_causes": list(entry.other_causes),
            "is_vague": bool(entry.other_causes) or not scheme.names_one_cause,
            "is_technical": scheme.is_technical,
            "is_guess": is_guess,
        }

    def _put_in_place(self, said: Said, slug: str, code: str, cause: str) -> dict[str, Any]:
        known = self.look_up(said)
        name = known[0]["name"] if known else {"en": code, "zh-hans": code}
        scheme = slug or (known[0]["scheme"] if known else "")
        entry = CodeEntry(scheme, code, code, name, cause, self.groups[cause])
        return self._row(entry, is_guess=False) | {"is_override": True}

    def _line(self, slug: str) -> list[str]:
        """Return a scheme and those that it falls back to."""
        line: list[str] = []
        while slug in self._by_slug and slug not in line:
            line.append(slug)
            slug = self._by_slug[slug].parent
        return line

    @cached_property
    def _by_slug(self) -> dict[str, SchemeEntry]:
        return {scheme.slug: scheme for scheme in self.schemes}

    @cached_property
    def _called(self) -> dict[str, list[str]]:
        """Schemes by what they are called; by its own name before by another's alias."""
        called: dict[str, list[str]] = defaultdict(list)
        for scheme in self.schemes:
            called[squeezed(scheme.slug)].append(scheme.slug)
        for scheme in self.schemes:
            for name in map(squeezed, (one for one in scheme.aliases if not one.endswith("*"))):
                if scheme.slug not in called[name]:
                    called[name].append(scheme.slug)
        return called

    def _near(self, way: str, texts: str) -> Iterable[PatternEntry]:
        """Return the patterns of a way that texts may hold: most go by their anchors alone."""
        return dict.fromkeys(pattern for anchor, pattern in self._serving[way] if anchor in texts)

    @cached_property
    def _serving(self) -> dict[str, list[tuple[str, PatternEntry]]]:
        """The patterns by the way of the money that they are for; "" where it is not known.

        Each stands beside every anchor of its phrase.
        """
        return {
            way: [
                (anchor, pattern)
                for pattern in self.patterns
                if _serves(pattern.direction, way)
                for anchor in pattern.phrase.anchors
            ]
            for way in ("payin", "payout", "")
        }

    @cached_property
    def _beginnings(self) -> list[tuple[str, str]]:
        return [
            (squeezed(alias), scheme.slug)
            for scheme in self.schemes
            for alias in scheme.aliases
            if alias.endswith("*")
        ]

    @cached_property
    def _by_code(self) -> dict[tuple[str, str], list[CodeEntry]]:
        return _listed((entry.scheme, clean_code(entry.code) or "", entry) for entry in self.codes)

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], list[CodeEntry]]:
        return _listed((entry.scheme, squeezed(entry.name), entry) for entry in self.codes)

    @cached_property
    def _everywhere(self) -> dict[str, list[CodeEntry]]:
        found: dict[str, list[CodeEntry]] = defaultdict(list)
        for entry in self.codes:
            found[clean_code(entry.code) or ""].append(entry)
        return found


def _listed(
    rows: Iterator[tuple[str, str, CodeEntry]],
) -> dict[tuple[str, str], list[CodeEntry]]:
    found: dict[tuple[str, str], list[CodeEntry]] = defaultdict(list)
    for scheme, key, entry in rows:
        if not (known := found[scheme, key]) or known[0].cause != entry.cause:
            known.append(entry)
    return dict(found)


def _find(pattern: PatternEntry, text: str) -> re.Match[str] | None:
    found = pattern.phrase.find(text)
    return None if found and pattern.unless and pattern.unless.find(text) else found


def _serves(served: str, direction: object) -> bool:
    way = _way(direction)
    return served in ("both", way) or not way


def _way(direction: object) -> str:
    way = direction.strip().casefold() if isinstance(direction, str) else ""
    return way if way in ("payin", "payout") else ""
