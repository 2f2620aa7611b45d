"""Payments and the channels they take, as sources tell of them.

Begin at `services.py`, which adds a source's news (`news.py`) to what is known; `columns.py` is
what news describes, `ladder/` finds the status that counts, `routes.py` the channel that a payment
takes, `calendar.py` when its bank works and `deadlines.py` by when a payment should be there;
`codes.py` reads what a code means here, `unknown_codes.py` which mean nothing yet; `references/` is
the names that a payment goes by; `loading.py` reads the channels, `channels/` is the board of
their states.
"""
