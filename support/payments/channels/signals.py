"""What channels tell the apps above them."""

from django.dispatch import Signal

# Sent with `said` and `before`, entries of the board (the second None where it said nothing yet),
# and `now`, inside the transaction that writes the first.
channel_state_set = Signal()
