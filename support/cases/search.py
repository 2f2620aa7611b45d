"""Finding cases by any two or more characters, English or Chinese, with one index.

Chinese words are mostly two characters long, too short for trigrams (a trigram index scans then).
Every case keeps the set of two-character runs of its texts; a search asks for cases that have
all runs of the query, and then for the words themselves.
"""

import unicodedata

TEXT_BOUND = 20_000


def folded(text: str) -> str:
    """Return the form in which texts are compared: width and case forgiven, blanks single.

    Folded twice over, because case folding can undo the normal form (Unicode 3.13, D146).
    """
    for _round in range(2):
        text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", text).split())


def runs(text: str) -> list[str]:
    """Return the two-character runs of each word, sorted and once each."""
    return sorted(
        {word[at : at + 2] for word in folded(text).split() for at in range(len(word) - 1)}
    )
