"""People who wait for their money: who they are, how they are reached, and what they agreed to.

`contacts.py` is what is said of somebody, `reading.py` makes of it what can be used (`mailboxes.py`
knows addresses). `services.py` finds or makes the customer, by what `matching.py` compares, and
keeps their wishes.
"""
