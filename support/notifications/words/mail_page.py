"""The HTML of a mail: its text in a frame, as a page whose styles stand in its elements."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import css_inline
from django.template import Context
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import pgettext

from support.notifications.words.cleaning import LINK_TO_LEAVE
from support.notifications.words.events import RATED
from support.notifications.words.filling import Worded, mail_engine
from support.notifications.words.mail_parts import FACT, kind_of
from support.notifications.words.placeholders import CLOSES, OPENS, PLACE, place_of, put_in, tidy

# The longest that programs show of a message before it is opened.
PREHEADER_LENGTH = 140
_EMPTY_LINES = re.compile(r"\n\s*\n")
_INVITATION = re.compile(rf"([^\n(（:：]+)[^\n]*[:：]\n{PLACE.pattern}")
_LINK = re.compile(rf'(?<!"){OPENS}[a-z_]+_url{CLOSES}')


@dataclass(frozen=True)
class Block:
    """Lines of one kind that stand together. A button's only line is its address."""

    kind: str
    lines: list[str]
    label: str = ""

    @property
    def name(self) -> str:
        """The first of the words in it."""
        place = PLACE.search(self.lines[0])
        return place[1] if place else ""

    @property
    def facts(self) -> list[tuple[str, str]]:
        """A label and its value a line."""
        found = (FACT.fullmatch(line) for line in self.lines)
        return [(fact[1], place_of(fact[2])) for fact in found if fact]


def html_of(message: Worded, language: str) -> str:
    """Return the HTML of a mail from its text, for programs that know no style sheets.

    Only what can't stand in an element stays in a sheet: dark colours and small screens. No
    address is ever fetched. The same words make the same bytes.
    """
    words = {"brand": "", **message.words}
    frame = {"title": message.title or words["brand"], "preheader": preheader_of(message.text)}
    form = _form(message.marked, message.foot, language)
    return put_in(form, {**words, **frame}, _as_html)


def _as_html(word: str) -> str:
    return escape(tidy(word)).replace("\n", "<br>")


@lru_cache(maxsize=1024)
def _form(marked: str, foot: str, language: str) -> str:
    """Return the page with places for its words, so its work is done once, not for each message."""
    with translation.override(language):
        frame = {name: place_of(name) for name in ("title", "preheader", "brand")}
        parts = {"blocks": blocks_of(marked), "foot": foot_of(foot)}
        context = Context({**parts, **frame, "language": language})
        page = mail_engine().get_template("notifications/mail.html").render(context)
    linked = _LINK.sub(r'<a href="\g<0>">\g<0></a>', page)
    return _inliner().inline(_EMPTY_LINES.sub("\n", linked))


def blocks_of(marked: str) -> list[Block]:
    """Cut a marked text at its empty lines, and where another kind of line begins.

    A button is made of the first line that is only a link, if it does not lead away from us, and of
    each answer of a survey.
    """
    blocks: list[Block] = []
    for number, paragraph in enumerate(marked.split("\n\n")):
        has_button = any(block.kind == "button" for block in blocks)
        if invitation := _INVITATION.fullmatch(paragraph):
            if (not has_button and invitation[2] != LINK_TO_LEAVE) or invitation[2] in RATED:
                blocks.append(_button(invitation[2], invitation[1].strip()))
            if invitation[2] not in RATED:
                blocks.append(Block("small", paragraph.split("\n")))
        else:
            # The first one greets.
            blocks += _cut(paragraph, has_button=has_button, may_head=number > 0)
    return blocks


def foot_of(foot: str) -> list[Block]:
    """Cut what stands below every mail: first who writes, then how to hear less."""
    found = [paragraph.split("\n") for paragraph in foot.split("\n\n") if paragraph]
    return [Block("small" if number else "signature", one) for number, one in enumerate(found)]


def _cut(paragraph: str, *, has_button: bool, may_head: bool) -> list[Block]:
    blocks: list[Block] = []
    lines = paragraph.split("\n")
    for number, line in enumerate(lines):
        kind = kind_of(line, heads=may_head and not number and len(lines) > 1)
        if kind == "button":
            if not has_button:
                blocks.append(_button(line.strip(OPENS + CLOSES)))
                has_button = True
                continue
            kind = "text"
        if blocks and blocks[-1].kind == kind:
            blocks[-1].lines.append(line)
        else:
            blocks.append(Block(kind, [line]))
    return blocks


def _button(name: str, invitation: str = "") -> Block:
    """Return a button with the words that lead to it, or with what its address is for."""
    labels = {
        "status_url": pgettext("button of a mail", "See where it stands"),
        "survey_url": pgettext("button of a mail", "Take the survey"),
        "proof_url": pgettext("button of a mail", "Go on"),
        "guide_url": pgettext("button of a mail", "Read the article"),
        "confirm_url": pgettext("button of a mail", "Choose and confirm"),
    }
    label = invitation or labels.get(name, pgettext("button of a mail", "Open"))
    return Block("button", [place_of(name)], label)


def preheader_of(text: str) -> str:
    """Return what stands beside the subject in a list of mails: what has happened.

    That is the first paragraph after the greeting of a plain text.
    """
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n", 2)[:2]]
    first = paragraphs[-1]
    if len(first) <= PREHEADER_LENGTH:
        return first
    return f"{first[: PREHEADER_LENGTH - 1].rstrip()}…"


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(
        keep_style_tags=False,
        load_remote_stylesheets=False,
        minify_css=True,
    )
