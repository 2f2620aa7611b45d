"""What a person is asked once a bank has answered what their guide does not go by."""

from django.utils.translation import gettext as _

from support.inquiries.codes import Answer

# By these the payee has it, or is about to.
ARRIVES = (Answer.CONF, Answer.RJNR, Answer.ACNR, Answer.IPAY)


def follows_from(code: str, outcome: str) -> str:
    """Return the question that an answer puts to an outcome, "" where there is none."""
    if code not in Answer.values:
        return ""
    if code == Answer.IPAY:
        return _("The bank says it has paid out just now. Does the customer have it?")
    said = {"answer": Answer(code).label, "outcome": outcome}
    if code in ARRIVES:
        return _("The bank answered: %(answer)s. Does the customer have it?") % said
    return _("The bank answered: %(answer)s. Does “%(outcome)s” still hold?") % said
