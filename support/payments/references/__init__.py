"""The names that a payment goes by.

`finding.py` finds the payment of news by them, `looking_up.py` what people type,
`quoting.py` says which of them a bank can search.
"""
