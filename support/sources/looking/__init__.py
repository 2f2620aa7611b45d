"""Looking a payment up at its source: what it says of it now, asked by us.

`look_up.py` is one such question, a row; `asking.py` asks it, in the caller's transaction. How a
source is reached is a row of its own in `access.py`; `calling.py` calls it and `reading.py` makes
of its answer what its kind's events say. Who takes the questions up and hands the news on stands
above, in `support/intake/looking/`; it tells of the end by `sources.signals.looked_up`, and
`announcing.py` tells machines.
"""
