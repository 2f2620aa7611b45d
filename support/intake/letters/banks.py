"""Mail of banks: what answers a letter of ours to one, or comes from where one writes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from support.customers.mailboxes import is_same_mailbox
from support.inquiries.letters.sending import end
from support.inquiries.models import Bank, BankLetter
from support.notifications.addresses.mail_ids import (
    pk_of_bounce,
    pk_of_message_id,
    thread_of_reply,
)


def answered_letter(letter: Mapping[str, Any], recipient: str) -> BankLetter | None:
    """Return the letter to a bank that a mail answers by a token of ours; of several none."""
    addressed = [recipient, *letter["addressed"]]
    threads = {thread for address in addressed if (thread := thread_of_reply(address))}
    keys = {pk for name in letter["answered"] if (pk := pk_of_message_id(name))}
    if not threads and not keys:
        return None
    letters = BankLetter.objects.select_related("bank")
    by_thread = list(letters.filter(thread__in=threads)) if threads else []
    found = by_thread or (list(letters.filter(pk__in=keys)) if keys else [])
    return found[0] if len(found) == 1 else None


def speaks_for(sender: str, bank: Bank) -> bool:
    """Tell whether a mailbox is a bank's: its own, or one of the same domain."""
    is_same = is_same_mailbox(sender, bank.address)
    return is_same or (bool(bank.domain) and sender.rpartition("@")[2].casefold() == bank.domain)


def is_of_a_bank(sender: str) -> bool:
    """Tell whether a mailbox is that of any bank, so that its words are no customer's."""
    return any(speaks_for(sender, bank) for bank in Bank.objects.exclude(address=""))


def note_bounce(report: Mapping[str, Any], recipient: str, now: datetime) -> bool:
    """Write down that a letter to a bank came back, if a report says so of one."""
    said = any(one["action"] == "failed" for one in report["recipients"])
    if not (said or report["failed_recipients"] or report["gone"]):
        return False  # one that is only late is still on its way
    named = [pk_of_bounce(address) for address in (recipient, *report["addressed"])]
    named.append(pk_of_message_id(report["returned"].get("message_id", "")))
    found = BankLetter.objects.filter(pk__in=[pk for pk in named if pk]).first()
    if found is not None:
        end(found, BankLetter.State.BOUNCED, "", now)
    return found is not None
