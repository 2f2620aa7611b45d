"""What kind of line is what in a mail's text; and what a mail keeps however somebody words it."""

import re

from support.notifications.words.cleaning import LINK_TO_LEAVE
from support.notifications.words.placeholders import OPENS, PLACE

# What a mail is sent for: such words are called out.
FINDINGS = {
    "cause_sentence",
    "code",
    "guide_sentence",
    "incident_sentence",
    "incident_title",
    "question",
    "reply",
}
LONGEST_HEADING = 40
FACT = re.compile(rf"([^{OPENS}]+)[:：] *{PLACE.pattern}")
_ENDS_A_SENTENCE = re.compile(r"[.,:;!?。，：；！？、)）]$")
_SIGNATURE = re.compile(r"(The .{1,60} support team|.{1,60}客服团队)")


def kind_of(line: str, *, heads: bool = False) -> str:
    """Name what a line of a marked text is: finding, button, facts, heading or text.

    It `heads` when more lines of its paragraph follow it: then a short one that is no sentence is
    a heading, whatever words an admin gave it.
    """
    names = PLACE.findall(line)
    if any(name in FINDINGS for name in names):
        return "finding"
    place = PLACE.fullmatch(line)
    if place and place[1].endswith("_url") and place[1] != LINK_TO_LEAVE:
        return "button"
    fact = FACT.fullmatch(line)
    if fact and not fact[2].endswith("_url"):
        return "facts"
    is_heading = heads and not names and len(line) <= LONGEST_HEADING
    return "heading" if is_heading and not _ENDS_A_SENTENCE.search(line) else "text"


def completed(marked: str, file: str) -> str:
    """Return an admin's marked text with what the file's mail has and it lacks.

    That is the call-out of what was found, before what follows from it, and the rows of the table.
    The signature, which stands in the frame, is taken out.
    """
    paragraphs = [part for part in _unsigned(marked).split("\n\n") if part]
    mentioned = set(PLACE.findall(marked))
    findings = [line for line in _of_kind(file, "finding") if not _names(line) <= mentioned]
    paragraphs[2:2] = findings
    tabled = {name for line in _of_kind(marked, "facts") for name in _names(line)}
    rows = [line for line in _of_kind(file, "facts") if not _names(line) <= tabled]
    if rows:
        _add_rows(paragraphs, "\n".join(rows))
    return "\n\n".join(paragraphs)


def _unsigned(marked: str) -> str:
    lines = marked.rstrip().split("\n")
    while lines and (not lines[-1].strip() or _SIGNATURE.fullmatch(PLACE.sub("…", lines[-1]))):
        lines.pop()
    return "\n".join(lines)


def _add_rows(paragraphs: list[str], rows: str) -> None:
    """Put rows below the table that is there, else above the link that ends the text."""
    for number, paragraph in enumerate(paragraphs):
        if _of_kind(paragraph, "facts") and kind_of(paragraph.split("\n")[-1]) == "facts":
            paragraphs[number] = f"{paragraph}\n{rows}"
            return
    last = PLACE.findall(paragraphs[-1]) if len(paragraphs) > 1 else []
    ends_in_link = any(name.endswith("_url") for name in last)
    paragraphs.insert(len(paragraphs) - ends_in_link, rows)


def _of_kind(marked: str, kind: str) -> list[str]:
    return [line for line in marked.split("\n") if kind_of(line) == kind]


def _names(line: str) -> set[str]:
    return set(PLACE.findall(line))
