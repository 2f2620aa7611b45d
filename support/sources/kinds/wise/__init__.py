"""Wise: what became of transfers (docs.wise.com, webhook events). `kind.py` verifies and reads."""
