"""How each payment system's messages are verified and read; a folder a system, plain Python.

`base.py` says what a kind is, `signing.py` and `payload.py` are what most of them need, `words.py`
reads statuses. To add a kind: a folder here, and a line in `sources/registry.py`.
"""
