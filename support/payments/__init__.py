"""Payments and the channels they take, as the payment system tells of them.

Begin at `services.py`; `calendar.py` says when a channel's bank works, `loading.py` reads the
channels.
"""
