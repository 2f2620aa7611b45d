"""Payments and the channels they take, as sources tell of them.

Begin at `services.py`, which adds a source's news (`news.py`) to what is known; `columns.py` is
what news describes, `ladder/` finds the status that counts, `routes.py` the channel that a payment
takes, `calendar.py` when its bank works; `loading.py` reads the channels.
"""
