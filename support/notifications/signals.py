"""What the outbox tells the apps above it, and asks them."""

from django.dispatch import Signal

# No channel reaches the customer with what he must know: somebody should call.
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
