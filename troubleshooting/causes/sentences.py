"""What a cause's sentence to the customer may hold."""

import re

from django.utils.translation import gettext as _

from troubleshooting.causes.discretion import account_numbers_in, our_words_in, risks_in

PLACEHOLDERS = frozenset({"reference"})
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def unfit_for_customers(sentence: str) -> list[str]:
    """Say what is wrong with a sentence; nothing is where it may be sent as it is."""
    found = []
    strange = set(_PLACEHOLDER.findall(sentence)) - PLACEHOLDERS
    if strange or re.search(r"[{}]", _PLACEHOLDER.sub("", sentence)):
        found.append(_("The only placeholder is {reference}; other braces can't be sent."))
    kept_back = [*risks_in(sentence), *our_words_in(sentence), *account_numbers_in(sentence)]
    if kept_back:
        words = ", ".join(f"“{word}”" for word in kept_back)
        found.append(_("No customer may read %(words)s.") % {"words": words})
    return found
