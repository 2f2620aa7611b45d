"""What can be asked and answered: our words, with the codes of ISO 20022 as labels.

Codes are those of the external code sets and of camt.026, camt.029, camt.033 and camt.056; a bank
that speaks them finds them in our letters, one that does not reads the words.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Type(models.TextChoices):
    """What a bank is asked. A recall is a request that it may refuse."""

    NOT_RECEIVED = "not_received", _("The payee has not received it")
    REQUEST_INFORMATION = "request_information", _("Information is needed")
    RECALL = "recall", _("Recall the payment")
    RETURN = "return", _("Send it back or say where it is")
    VALUE_DATE = "value_date", _("The value date is wrong")
    CANNOT_APPLY = "cannot_apply", _("It cannot be applied")
    OTHER = "other", pgettext_lazy("inquiry", "Other")


ISO_TYPES = {
    Type.NOT_RECEIVED: "CCNR",
    Type.REQUEST_INFORMATION: "RQFI",
    Type.RECALL: "camt.056",
    Type.RETURN: "PINC",
    Type.VALUE_DATE: "RQVA",
    Type.CANNOT_APPLY: "UTAP",
    Type.OTHER: "OTHR",
}
CHASER = "RQST"
# What is asked back: by other rules than what is asked about (`deadlines.py`).
RECALLS = (Type.RECALL, Type.RETURN)


class RecallReason(models.TextChoices):
    DUPLICATE = "DUPL", _("Sent twice")
    TECHNICAL = "TECH", _("A technical error")
    FRAUD = "FRAD", _("Fraud")
    CUSTOMER = "CUST", _("The customer asks for it")
    WRONG_ACCOUNT = "AC03", _("Wrong account")
    WRONG_AMOUNT = "AM09", _("Wrong amount")


class Answer(models.TextChoices):
    """What a bank answers, by its code."""

    CONF = "CONF", _("Credited to the payee")
    RJNR = "RJNR", _("The payee did receive it")
    ACNR = "ACNR", _("They have it and had not credited it")
    IPAY = "IPAY", _("Paid out just now")
    PDCR = "PDCR", _("Still being worked on")
    ARPL = "ARPL", _("They wait for their own customer")
    CNCL = "CNCL", _("Recalled: it is coming back")
    RJCR = "RJCR", _("The recall is refused")
    NOAS = "NOAS", _("Their customer does not answer")
    ARDT = "ARDT", _("Sent back already")
    ARJT = "ARJT", _("Rejected already")
    NOOR = "NOOR", _("They never received it")
    AGNT = "AGNT", _("Another bank has to be asked")
    LEGL = "LEGL", _("Held for legal reasons")
    MODI = "MODI", _("Corrected as asked")
    INFO = "INFO", _("Information in words")
    NINF = "NINF", _("They have no information")


# After these the bank still owes us the end of it.
INTERIM = (Answer.PDCR, Answer.ARPL)


class Paper(models.TextChoices):
    """What a bank may want to see, as its customer reads it."""

    INVOICE = "invoice", _("an invoice or contract")
    IDENTITY = "identity", _("a proof of identity")
    ADDRESS = "address", _("a proof of address")
    FUNDS = "funds", _("a proof of where the money comes from")
    STATEMENT = "statement", _("an account statement")
    PURPOSE = "purpose", _("what the payment is for")
