"""What a message says. Begin at `events.py`, which lists what customers are told about.

`rendering.py` makes mail and SMS of files or of admins' words (`overrides.py`, judged by
`rules.py`): `filling.py` puts the words of either into their text, and `mail_page.py` makes a
mail's HTML of that. `cleaning.py` and `placeholders.py` see to what is put in, `segments.py`
counts an SMS, and the samples are for people who look at words.
"""
