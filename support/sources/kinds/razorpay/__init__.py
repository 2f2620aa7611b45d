"""Razorpay and RazorpayX: payments, refunds and payouts (razorpay.com/docs/webhooks).

`kind.py` verifies an event and finds its entity, `entities.py` reads it.
"""
