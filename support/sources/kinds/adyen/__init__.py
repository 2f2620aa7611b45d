"""Adyen: card payments (standard webhooks) and transfers out of a balance platform.

`kind.py` tells the two apart and verifies them, `payments.py` and `transfers.py` read them.
"""
