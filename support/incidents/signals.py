"""What incidents tell the apps above them."""

from django.dispatch import Signal

# Sent with `incident` and `now` once for each update that was promised for a time which has passed,
# in the transaction that notes it.
update_late = Signal()
