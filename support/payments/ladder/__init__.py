"""The ladder of a payment: which statuses there are and which of many words counts; plain Python.

`rungs.py` names the statuses, `words.py` reads what sources call them, `agreeing.py` takes type and
status of an event together, `deriving.py` finds the present one.
"""
