"""Mail that came in: stored once, read in a process of its own. It knows no case.

It comes by `fetching.py` (IMAP), `webhooks.py` (django-anymail) and the command `take_mail`, all of
which end in `services.py`. `reading/` is what runs in that process and imports nothing else of
ours; `sandbox.py` starts it. `expecting.py` says what is read before all others. What a mail is to
us, `intake.letters` decides.
"""
