"""Money steps: a payment sent again, or given back. Two people and its source, never a machine.

`models.py` is one step, a row; `asking.py` what two people press, `judging.py` what a look-up says
to it, and `sending.py` gives the order to the source: once, under one key for ever. Where nobody
knows whether it got there, only a look-up of what it made ends it, never a second order.
"""
