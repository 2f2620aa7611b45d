"""What a bank says to what it was asked."""

from troubleshooting.checks.reading.as_written import read_text_or_blank, shown
from troubleshooting.checks.registry import Facts, Finding, is_missing, register, strong
from troubleshooting.checks.text import gettext_noop

# By the codes of ISO 20022 (camt.029, external code sets) that answers are kept in. What tells us
# nothing that a step could go by is left to whoever reads the bank's words.
MEANS = {
    "CONF": "credited",
    "RJNR": "credited",  # the claim that it was not received is refused
    "ACNR": "at_bank",  # that claim is accepted: they have it, and had not credited it
    "PDCR": "at_bank",
    "IPAY": "at_bank",  # paid out just now
    "ARPL": "at_bank",
    "CNCL": "coming_back",
    "ARDT": "coming_back",
    "ARJT": "coming_back",
    "RJCR": "refused",
    "NOAS": "refused",
    "NOOR": "never_there",
    "LEGL": "stopped",
}
# By these the money is at the bank or the payee; by `coming_back` and `never_there` it is not.
HAS_IT = {"credited", "at_bank", "refused", "stopped"}


@register(
    "bank_answer",
    title=gettext_noop("What did the bank answer?"),
    options=(
        "not_asked",
        "waiting",
        "credited",
        "at_bank",
        "coming_back",
        "refused",
        "never_there",
        "stopped",
        "told",
    ),
    reads=("inquiry_type", "inquiry_asked_at", "inquiry_due_at", "inquiry_answer"),
    awaits=True,
    source=gettext_noop("Article on unpaid payouts: the bank is asked, and its answer recorded"),
)
def bank_answer(facts: Facts) -> Finding:
    """Say what the bank's latest answer means; one in words alone is for a person to judge."""
    if is_missing(facts.get("inquiry_asked_at")):
        return strong("not_asked", gettext_noop("No inquiry to a bank is in the record."))
    answer = read_text_or_blank(facts.get("inquiry_answer"))
    if not answer:
        return strong(
            "waiting",
            gettext_noop("The bank was asked, and has not answered yet."),
        )
    found = MEANS.get(answer)
    if found is None:
        return strong("told", gettext_noop("The bank has answered in words: please read them."))
    return strong(found, gettext_noop("The bank has answered (%(answer)s)."), answer=shown(answer))
