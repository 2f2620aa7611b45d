"""What the outbox tells the apps above it, and asks them."""

from dataclasses import dataclass

from django.dispatch import Signal


@dataclass(frozen=True)
class Part:
    """Which part of a long text an SMS is: `number` of `of`; its phone calls them `reference`."""

    reference: int
    of: int
    number: int


@dataclass(frozen=True)
class Incoming:
    """An SMS as its provider hands it on; "" is what it does not tell.

    `phone` and `to` are sender and recipient as networks write them, `provider_id` is nobody
    else's at this provider. `understood` is what the provider took it for, and answered.
    """

    phone: str
    text: str
    provider: str = ""
    provider_id: str = ""
    to: str = ""
    part: Part | None = None
    understood: str = ""


# No channel reaches the customer with what they must know: somebody should call.
# Sent with `notification` and `now`, inside the transaction that records the failure.
not_reached = Signal()

# Sent with `notification` before it is locked to be failed or taken out, in the same transaction. A
# receiver locks what it may change at `not_reached` and `taken_out`: whoever tells something has
# locked that first as well.
failing = Signal()

# Sent with `notifications` that have waited. A receiver returns the set of the primary keys of
# those whose fact is over by now; these are cancelled.
facts_asked = Signal()

# Sent with `notification` and `now` when a message was found over at its last look and taken out,
# inside the transaction that does it and after `failing`: what only it held has to be told anew.
taken_out = Signal()

# Sent with `threads`, a set of them. A receiver returns a dictionary with how the customer of each
# of its threads is reached now: messages go there, whatever the customer's own row says.
contacts_asked = Signal()

# Sent with `incoming`, an Incoming, and `now`, when a customer's SMS came in; the provider is
# answered once the receivers are through.
sms_came = Signal()
