"""Talking with banks: whom one reaches there and when, meetings, what was agreed, and the pack.

`models` keeps contacts, recurring meetings, minutes and actions, `changing` writes them, `pack`
counts what a bank's payments, cases and answers were in a time. It stands above the inquiries,
whose banks these are.
"""
