"""What the outbox tells the apps above it, and asks them."""

from django.dispatch import Signal

# No channel reaches the customer with what he must know: somebody should call.
# Sent with `notification` and `now`, inside the transaction that records the failure.
not_reached = Signal()

# Sent with `notifications` that have waited. A receiver returns the set of the primary keys of
# those whose fact is over by now; these are cancelled.
facts_asked = Signal()
