"""The names that a payment goes by.

`finding.py` finds a payment by them, `quoting.py` says which of them a bank can search.
"""
