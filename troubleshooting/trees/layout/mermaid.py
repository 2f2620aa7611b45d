"""Documents as Mermaid flowcharts, for pages that draw them: wikis, README files, tickets.

Plain Python. A shape for every kind, the options at the arrows, and nothing an author writes can
end a label early.
"""

import json
import re
from collections.abc import Iterator, Mapping

from troubleshooting.trees.documents.document import Content, Document
from troubleshooting.trees.documents.entries import Entry, text
from troubleshooting.trees.documents.texts import localised, pick
from troubleshooting.trees.layout.boxes import OTHERWISE, words_of
from troubleshooting.trees.layout.routes import Way, ways_of

SHAPES = {
    "question": ('{"', '"}'),
    "check": ('{{"', '"}}'),
    "action": ('["', '"]'),
    "outcome": ('(["', '"])'),
    "jump": ('[["', '"]]'),
}
START, NOWHERE = "start", "nowhere"

_NAME = re.compile(r"[a-z0-9_]+")
# What Mermaid, its Markdown or its HTML would read as something else than a letter.
_SPECIAL = re.compile('["#&<>`*_~\\\\|\\[\\]{}()$@;\x00-\x08\x0b\x0c\x0e-\x1f\x7f]')
# "1. " and "- " would begin a list.
_LIST = re.compile(r"^(\d+)([.)])|^([-+])")
_SPACES = re.compile(r"\s+")
# Two dollar signs would begin a formula, unless something unseen stands between them.
_FORMULA = re.compile(r"\$(?=\$)")
# A line with these words anywhere in it is taken for one that turns the drawing, and dropped.
_DIRECTION = re.compile(r"(direction)(?=\s+(?:TB|TD|BT|RL|LR))", re.IGNORECASE)
UNSEEN = "\u200b"


def as_mermaid(content: Content, language: str) -> str:
    """Draw a document as a flowchart with the texts of one language.

    Where an option leads nowhere yet, the arrow goes to a question mark.
    """
    document = Document.of(content)
    steps, names = document.steps, _names(document.steps)
    title = _plain(pick(document.title, language))
    lines = ["---", f"title: {json.dumps(title, ensure_ascii=False)}", "---", "flowchart TD"]
    lines += [f"  {names[key]}{_box(key, step, language)}" for key, step in steps.items()]
    arrows = list(_arrows(document, names, language))
    if any(NOWHERE in arrow.split() for arrow in arrows):
        lines.append(f'  {NOWHERE}(("?"))')
    return "\n".join([*lines, *arrows]) + "\n"


def _names(steps: Mapping[str, Entry]) -> dict[str, str]:
    """Return what Mermaid calls each step: never one of its own words, such as "end"."""
    return {
        key: f"step_{key}" if _NAME.fullmatch(key) else f"step-{place}"
        for place, key in enumerate(steps)
    }


def _box(key: str, step: Entry, language: str) -> str:
    kind = step.get("kind")
    begin, end = SHAPES[kind if isinstance(kind, str) and kind in SHAPES else "question"]
    words = _escaped(pick(localised(step.get("title")), language) or key)
    if kind == "jump":
        words += f"<br>→ {_escaped(text(step, 'tree') or '?')}"
    return f"{begin}{words}{end}"


def _arrows(document: Document, names: Mapping[str, str], language: str) -> Iterator[str]:
    if start := names.get(document.start or ""):
        yield f'  {START}((" ")) --> {start}'
    for key, ways in ways_of(document.steps).items():
        for way in ways:
            target = names[way.target] if way.target is not None else NOWHERE
            yield f"  {names[key]} {_arrow(way, language)} {target}"


def _arrow(way: Way, language: str) -> str:
    """Draw a way; one that only "can't say" takes is dotted."""
    line = "-.->" if way.otherwise and not way.options else "-->"
    words = _escaped(words_of(way, language, OTHERWISE.get(language, OTHERWISE["en"])))
    return f'{line}|"{words}"|' if words else line


def _escaped(words: str) -> str:
    """Write a text so that Mermaid shows it letter by letter, on one line."""
    words = _FORMULA.sub("$" + UNSEEN, _plain(words))
    words = _SPECIAL.sub(lambda found: f"#{ord(found[0])};", words)
    words = _LIST.sub(lambda found: f"{found[1] or ''}#{ord(found[2] or found[3])};", words)
    # Mermaid takes a line that says "style …:" for one of its own and drops a semicolon of it.
    return words.replace(":", "#58;") if "style" in words or "classDef" in words else words


def _plain(words: str) -> str:
    return _DIRECTION.sub(rf"\1{UNSEEN}", _SPACES.sub(" ", words).strip())
