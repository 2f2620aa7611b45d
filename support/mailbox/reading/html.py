"""HTML as text: what a reader would see, quotes marked as in plain mail. No markup is kept."""

import re
from html.parser import HTMLParser

import nh3

UNSEEN = {"script", "style", "title", "template", "noscript", "object", "iframe", "svg", "math"}
BLOCKS = {
    "p", "div", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section",
    "article", "header", "footer", "address", "pre", "center", "dl", "dt", "dd", "hr", "body",
}  # fmt: skip
SEEN = BLOCKS | {"br", "blockquote", "li", "td", "th", "a"}
MOST_QUOTES = 20


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.quotes = 0
        self.link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._end_line(even_empty=True)
        elif tag == "blockquote":
            self._end_line()
            self.quotes = min(self.quotes + 1, MOST_QUOTES)
        elif tag == "li":
            self._end_line()
            self._say("- ")
        elif tag in BLOCKS:
            self._end_line()
        elif tag in ("td", "th"):
            self._say(" ")
        elif tag == "a":
            self.link = (dict(attrs).get("href") or "").strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self._end_line()
            self.quotes = max(self.quotes - 1, 0)
        elif tag in BLOCKS:
            self._end_line()
            if tag == "p":
                self.lines.append("")
        elif tag == "a":
            self._tell_link()

    def handle_data(self, data: str) -> None:
        self._say(re.sub(r"[ \t\r\n\xa0]+", " ", data))

    def _say(self, text: str) -> None:
        self.lines[-1] += text

    def _tell_link(self) -> None:
        """Say where a link leads, if it is not what one reads anyway."""
        shown = self.lines[-1].strip()
        if self.link.startswith(("http://", "https://")) and self.link.rstrip("/") not in shown:
            self._say(f" <{self.link[:500]}>")
        self.link = ""

    def _end_line(self, *, even_empty: bool = False) -> None:
        line = " ".join(self.lines[-1].split())
        if not (line or even_empty):
            self.lines[-1] = ""
            return
        self.lines[-1] = f"{'> ' * self.quotes}{line}".rstrip() if self.quotes else line
        self.lines.append("")


def text_of_html(html: str) -> str:
    """Return the text of a page of HTML, however broken.

    It is made whole and clean first: Python's parser alone takes minutes over what is never closed.
    """
    clean = nh3.clean(
        html,
        tags=SEEN - {"body"},
        clean_content_tags=UNSEEN,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel=None,
    )
    reader = _Reader()
    reader.feed(clean)
    reader.close()
    reader._end_line()  # noqa: SLF001 - of this file
    return re.sub(r"\n{3,}", "\n\n", "\n".join(reader.lines)).strip()
