"""Look-ups: sources are asked, and what they answer is news like any other.

`asking.py` asks of the cases that wait for a bank, `rounds.py` calls the sources and `settling.py`
stores what came of it. Nothing waits for a look-up: one that fails is tried again, and says so.
"""
