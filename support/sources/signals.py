"""What sources tell the apps above them."""

from django.dispatch import Signal

# Sent with `look_up` and `now` once it has ended, in the transaction that ends it and after its
# news was received: a receiver only changes rows, and locks the payment before what hangs on it.
looked_up = Signal()
