"""Checkout.com: payments and payouts (checkout.com/docs, webhooks). `kind.py` does it all."""
