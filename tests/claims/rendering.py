"""The product's own way from a record to what is read: mail, SMS and status page."""

from dataclasses import replace

from support.brand.reading import Brand
from support.claims.composing import message_words
from support.claims.record import Record
from support.notifications.words.cleaning import clean_context
from support.notifications.words.events import CLAIMED, EVENTS, occasion_of
from support.notifications.words.rendering import Rendered, render_file
from tests.claims import reader

OF_CASES = sorted(name for name, event in EVENTS.items() if event.uses >= CLAIMED)


def event_of(number: int) -> str:
    """Return what the world of a number is told by; each event in turn."""
    return OF_CASES[number // 3 % len(OF_CASES)]


def rendered(event: str, record: Record) -> tuple[Rendered, Rendered]:
    """Return mail and SMS that tell of a record, in the words that are sent."""
    language = record.language
    told = message_words(record, occasion_of(event), is_move=event == "payment-moved") | {
        "reference": record.reference,
        "payment": record.payment,
        "payment_kind": reader.kind_of(record),
        "amount": reader.amount(record),
        "customer_name": reader.NAME[language],
        "status_url": reader.LINK,
        "question": reader.QUESTION[language],
        "reply": reader.REPLY[language],
    }
    house = Brand(reader.BRAND[language], record.reply_to, record.phone)
    told = clean_context(event, told) | house.words
    mail, sms = (render_file(event, channel, language, told) for channel in ("email", "sms"))
    return mail, sms


def told_in(event: str, record: Record) -> Record:
    """Return a record as a message tells of it: only one that asks says by when that is."""
    return record if event in ("reminder", "solution") else replace(record, closes_on=None)


def wrong(event: str, record: Record) -> list[str]:
    """Return what is wrong with mail and SMS, nothing where both are as the record has it."""
    mail, sms = rendered(event, record)
    wanted = reader.Expected(record, occasion_of(event))
    found = [f"mail {one}" for one in reader.wrong_in_mail(event, wanted, mail)]
    return found + [f"SMS {one}" for one in reader.wrong_in_sms(event, wanted, sms)]
