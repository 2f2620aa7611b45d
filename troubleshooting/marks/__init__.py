"""What hardly ever changes is read once a process: causes, codes, channels, published trees.

`reading.py` keeps what was read until a mark differs, which triggers of the database change in the
transaction that changes such rows (`triggers.py`). So nobody works by what is no longer so.
"""
