"""What a message says. Begin at `events.py`, which lists what customers are told about.

`rendering.py` makes mail and SMS of files or of admins' words (`overrides.py`, judged by
`rules.py`); `cleaning.py` and `placeholders.py` see to what is put in, `segments.py` counts an
SMS, and the samples are for people who look at words.
"""
