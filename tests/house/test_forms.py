"""Every form that does a deed carries a key, so that the same press twice does it once."""

import re
from pathlib import Path

TEMPLATES = Path("templates")
POSTS = re.compile(r'<form[^>]*\bmethod="post".*?</form>', re.DOTALL)
KEYS = ("{% once %}", 'name="once"')

# What needs none: sent twice it is the same, or something else tells the second from the first.
WITHOUT = {
    "desk/session": "who one is and how it looks: the same again changes nothing",
    "portal/choices": "the same wishes twice are the same",
    "portal/walking": "the number of answers that were seen is its key",
    "portal/surveying": "the same answer twice is the same",
    "portal/contacting": "a code is good once, and what was asked for before ends",
    "portal/articles/news.html": "an address gets one text a day, however often it is sent",
    "portal/articles/own_news.html": "the same choice twice is the same",
    "portal/unsubscribe.html": "no longer wanting a message twice is the same",
    "lead/privacy/erasure.html": "an archive that is made twice changes nothing",
    "editor/bench": "a draft's revision is its key: what is open or closed, and a replacement",
    "editor/exchange": "reads its files within its own bounds; a draft's revision is its key",
    "editor/page/_header.html": "a draft's revision is its key",
    "editor/step": "a draft's revision is its key, and steps save themselves again and again",
}


def posting() -> list[tuple[str, str]]:
    """Return each form that posts, with the template that it stands in."""
    return [
        (path.relative_to(TEMPLATES).as_posix(), form)
        for path in sorted(TEMPLATES.rglob("*.html"))
        for form in POSTS.findall(path.read_text())
    ]


def needs_a_key(name: str) -> bool:
    return not any(name == free or name.startswith(f"{free}/") for free in WITHOUT)


def test_every_form_that_posts_carries_a_key():
    without = [name for name, form in posting() if not any(key in form for key in KEYS)]

    assert [name for name in without if needs_a_key(name)] == []


def test_what_needs_no_key_is_still_there():
    names = {name for name, form in posting() if not any(key in form for key in KEYS)}

    assert {free for free in WITHOUT if not any(n.startswith(free) for n in names)} == set()


def test_no_form_has_a_key_of_another_kind():
    assert [name for name, form in posting() if re.search(r"form\.key }}", form)
            and not name.startswith("editor/step")] == []  # fmt: skip


def test_no_form_is_cut_off_from_the_token_that_it_is_sent_with():
    """What is included with `only` knows no `csrf_token`: its form is refused the first time."""
    forms = {name for name, _form in posting()}
    found = [
        f"{path}: {part}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for part in re.findall(r'{% include "([^"]+)"[^%]* only %}', path.read_text())
        if part in forms
    ]

    assert found == []
