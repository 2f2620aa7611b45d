"""Payment systems that tell us what became of payments.

`models.py` says who they are. What they say becomes `payments.news.PaymentNews`, whatever its form.
"""
