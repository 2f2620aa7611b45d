"""What a payment system says, without what may not be kept.

The payee's account is masked where it becomes a column, after its form was judged and its digest
made (`payments.columns`); the payment's names stay, whatever they look like.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from support.customers.contacts import Contact
from support.payments.news import PaymentNews
from support.payments.references.finding import names_of
from support.payments.references.naming import shortened, usable
from troubleshooting.discretion.hidden import Hidden
from troubleshooting.discretion.masking import mask, may_hide

TEXTS = (
    "failure_message", "failure_code", "failure_scheme", "counterparty_name", "status_said",
    "method", "channel", "client", "tls_version", "created_at",
)  # fmt: skip
WORDS_OF_CONTACT = ("name", "locale", "time_zone")
ADDRESSES = ("email", "phone")  # what is not whole there leads nowhere, or to somebody else


def without_secrets(news: PaymentNews) -> tuple[PaymentNews, list[Hidden]]:
    """Return news without what may not be kept, and what that was."""
    # Of nearly all there is nothing, which is asked at once; a telephone number may be as long.
    if not (any(map(may_hide, _texts(news))) or mask(news.contact.phone).hidden):
        return news, []
    spare, found = set(names_of(news)), list[Hidden]()

    def kept(text: str) -> str:
        masked = mask(text, spare)
        found.extend(masked.hidden)
        return masked.text

    contact = news.contact
    said: dict[str, Any] = {name: kept(getattr(news, name)) for name in TEXTS}
    person = {name: kept(getattr(contact, name)) for name in WORDS_OF_CONTACT}
    for name in ADDRESSES:
        address = getattr(contact, name)
        person[name] = address if kept(address) == address else ""
    unread = tuple(replace(one, value=kept(one.value)) for one in news.unread)
    if not found:
        return news, found
    return replace(news, **said, contact=replace(contact, **person), unread=unread), found


def without_person(news: PaymentNews) -> PaymentNews:
    """Leave what became of the money: who waited for it was erased, and does not come back."""
    return replace(
        news,
        contact=Contact(),
        client="",
        failure_message="",
        counterparty_name="",
        counterparty_account="",
        unread=(),
    )


def _texts(news: PaymentNews) -> Iterator[str]:
    yield from (getattr(news, name) for name in TEXTS)
    yield from (getattr(news.contact, name) for name in (*WORDS_OF_CONTACT, "email"))
    yield from (one.value for one in news.unread)


def without_empty_names(news: PaymentNews) -> PaymentNews:
    """Take out what stands for no name, by which the payments of strangers would be one."""
    contact = news.contact
    return replace(
        news,
        reference=shortened(news.reference) if usable(news.reference) else "",
        references=tuple(
            replace(one, value=shortened(one.value)) for one in news.references if usable(one.value)
        ),
        contact=contact if usable(contact.customer_id) else replace(contact, customer_id=""),
    )
