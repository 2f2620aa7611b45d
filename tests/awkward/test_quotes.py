"""Answers as programs write them, from talon's samples: new text is kept, quotes are folded."""

from support.mailbox.reading.mail import read_mail
from tests.awkward.corpora import package


def test_the_new_text_of_other_programs_is_exact_and_never_lost() -> None:
    """Talon keeps a signature, which is folded here."""
    replies = sorted((package("talon") / "tests/fixtures/standard_replies").glob("*.eml"))
    found = {path.name: read_mail(path.read_bytes())["letter"]["new_text"] for path in replies}

    right = [name for name, text in found.items() if text == "Hello"]
    assert len(replies) > 10
    assert all("Hello" in text for text in found.values())
    assert len(right) >= 0.9 * len(found), found
