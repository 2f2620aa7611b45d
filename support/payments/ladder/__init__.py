"""The ladder of a payment: which statuses there are and which of many words counts; plain Python.

`rungs.py` names the statuses, `deriving.py` finds the present one.
"""
