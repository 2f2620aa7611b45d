"""PayPal: the items of payouts (developer.paypal.com, webhook events of payouts).

`kind.py` reads an event, `verifying.py` has PayPal say whether it is theirs.
"""
