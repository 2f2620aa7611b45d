"""`/new/`, the public form: somebody without a link of ours asks after their payment.

`form.py` reads it, `services.py` keeps it as an ask until its contact is proven, `proving.py` sends
the one text that proves it, `whose.py` says whether a payment is theirs, and `opening.py` makes the
case. Until then nobody of ours sees it, and nothing that we hold is said. `views.py` shows it all.
"""
