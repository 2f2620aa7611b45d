"""Stripe: payouts, payments and refunds, as its events tell them (docs.stripe.com/webhooks).

`kind.py` verifies an event and hands its object to `payouts.py`, `payins.py` or `refunds.py`.
"""
