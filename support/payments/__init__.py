"""Payments and the channels they take, as sources tell of them.

Begin at `services.py`; `news.py` is the form in which every door hands on what a source says,
`ladder/` finds the status that counts, `calendar.py` says when a channel's bank works, `loading.py`
reads the channels.
"""
