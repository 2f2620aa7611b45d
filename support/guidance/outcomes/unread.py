"""What a bank answered that an outcome knows nothing of: a person reads it before they apply it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from troubleshooting.checks.reading.text import read_text_or_blank
from troubleshooting.checks.registry import Facts
from troubleshooting.walks.models import Walk

CHECK = "bank_answer"


def unread_answer(walk: Walk, facts: Facts | None = None) -> str:
    """Return the code of the bank's answer by which no step of a walk went, "" for none."""
    if any(step.node.check == CHECK for step in walk.position().path):
        return ""
    known = walk.facts if facts is None else facts
    return read_text_or_blank(known.get("inquiry_answer"))


def check_read(walk: Walk, read: str) -> None:
    """Raise ValidationError unless the answer that a walk does not know was `read`."""
    if unread_answer(walk) not in ("", read):
        raise ValidationError(
            _("The bank has answered: read that first, and say whether this outcome still holds."),
            code="bank_answered",
        )
