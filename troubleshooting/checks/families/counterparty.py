import re

from stdnum import iban, luhn, numdb
from stdnum.exceptions import ValidationError

from troubleshooting.checks.reading.as_written import read_text, read_text_or_blank, shown
from troubleshooting.checks.reading.names import Likeness, compare_names
from troubleshooting.checks.registry import Facts, Finding, abstain, register, strong
from troubleshooting.checks.text import gettext_noop

CAUSE = "counterparty_not_recognised"
IBAN_SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
# Bank account numbers, wallet ids, e-mail addresses, telephone numbers.
OPAQUE_SHAPE = re.compile(r"[\w@+]{4,128}")
MASK_MARKS = "*•●×"


@register(
    "counterparty_format",
    title=gettext_noop("Is the counterparty's account number well formed?"),
    options=("plausible", "malformed"),
    reads=("counterparty_account", "counterparty_format", "method"),
    needs=("counterparty_account",),
    without="plausible",
    source=gettext_noop(
        "Article on unpaid payouts: check the counterparty; IBAN: ISO 13616, cards: ISO 7812"
    ),
)
def counterparty_format(facts: Facts) -> Finding:
    """A plausible number may still belong to nobody: only the bank knows that."""
    text = read_text(facts["counterparty_account"])
    number = re.sub(r"[\s./-]", "", text).upper()
    values = {"account": hidden(number)}
    if facts.get("counterparty_format") == "malformed":
        return strong(
            "malformed",
            gettext_noop(
                "The form of the whole number of account %(account)s was found wrong when it came"
                " in; only its end is kept."
            ),
            CAUSE,
            **values,
        )
    if any(mark in text for mark in MASK_MARKS):
        return strong(
            "plausible",
            gettext_noop("The account is masked (%(account)s), so its form cannot be checked."),
            **values,
        )
    fault = _fault_of(facts, number)
    if fault:
        return strong("malformed", fault, CAUSE, **values)
    return strong("plausible", gettext_noop("The account %(account)s is well formed."), **values)


def _fault_of(facts: Facts, number: str) -> str:
    """Return the sentence that says what is wrong with a whole number, "" for nothing."""
    if _looks_like_iban(number) and not _is_valid_iban(number):
        return gettext_noop(
            "The account %(account)s is written like an IBAN, but its check digits or its"
            " length are wrong."
        )
    if _is_card(facts, number) and not luhn.is_valid(number):
        return gettext_noop("The card number %(account)s has a wrong check digit.")
    if not OPAQUE_SHAPE.fullmatch(number):
        return gettext_noop(
            "The account %(account)s is too short or holds marks that no account has."
        )
    return ""


def hidden(number: str) -> str:
    """Show the last four characters only, and none of a very short number."""
    return shown(f"…{number[-4:]}") if len(number) > 7 else "…"


def _looks_like_iban(number: str) -> bool:
    """Tell whether a country with IBANs leads; an opaque id may have the same shape."""
    if not IBAN_SHAPE.fullmatch(number):
        return False
    return bool(numdb.get("iban").info(number)[0][1])


def _is_valid_iban(number: str) -> bool:
    try:
        iban.validate(number)
    except ValidationError:
        return False
    return True


def _is_card(facts: Facts, number: str) -> bool:
    method = read_text_or_blank(facts.get("method")).casefold()
    return method == "card" and bool(re.fullmatch(r"[0-9]{12,19}", number))


@register(
    "name_match",
    title=gettext_noop("Do the customer's and the counterparty's name agree?"),
    options=("match", "different"),
    reads=("direction", "customer_name", "counterparty_name"),
    needs=("direction", "customer_name", "counterparty_name"),
    without="match",
    source=gettext_noop("ISO 20022 BE01 and Confirmation of Payee: the name must fit the account"),
)
def name_match(facts: Facts) -> Finding:
    """Payouts go to the customer's own account; a pay-in's counterparty is the merchant."""
    if read_text(facts["direction"]).casefold() != "payout":
        return strong(
            "match",
            gettext_noop("The counterparty of a pay-in is the merchant; names need not agree."),
        )
    customer, counterparty = (
        read_text(facts["customer_name"]),
        read_text(facts["counterparty_name"]),
    )
    values = {"customer": shown(customer), "counterparty": shown(counterparty)}
    likeness = compare_names(customer, counterparty)
    if likeness is Likeness.SAME:
        return strong(
            "match",
            gettext_noop("The names “%(customer)s” and “%(counterparty)s” agree."),
            **values,
        )
    if likeness is Likeness.DIFFERENT:
        return strong(
            "different",
            gettext_noop("The names “%(customer)s” and “%(counterparty)s” differ."),
            "name_mismatch",
            **values,
        )
    return abstain(_undecided(likeness), **values)


def _undecided(likeness: Likeness) -> str:
    if likeness is Likeness.OTHER_SCRIPT:
        return gettext_noop(
            "“%(customer)s” and “%(counterparty)s” are in different scripts; a person must"
            " compare them."
        )
    if likeness is Likeness.CLOSE:
        return gettext_noop(
            "“%(customer)s” and “%(counterparty)s” are close, but not the same; a person must"
            " judge."
        )
    return gettext_noop("“%(customer)s” and “%(counterparty)s” cannot both be read as names.")


@register(
    "payee_check",
    title=gettext_noop("Does the payee's bank say that name and account belong together?"),
    options=("match", "close", "no_match", "not_checked"),
    reads=("payee_check",),
    source=gettext_noop("ISO 20022 verification of payee: RCVC, RVMC, RVNM, RVNA"),
)
def payee_check(facts: Facts) -> Finding:
    """Only a result that somebody gave us counts; a bank that cannot tell has said nothing."""
    said = read_text_or_blank(facts.get("payee_check")).casefold()
    if said == "match":
        return strong("match", gettext_noop("The payee's bank says that name and account match."))
    if said == "close":
        return strong(
            "close", gettext_noop("The payee's bank says that the name is nearly the account's.")
        )
    if said == "no_match":
        return strong(
            "no_match",
            gettext_noop("The payee's bank says that the name is not the account's."),
            "name_mismatch",
        )
    return strong("not_checked", gettext_noop("No bank has compared name and account."))
