"""E-mail over SMTP: `sending.py` holds a `dialogue.py`, and `replies.py` says what is answered."""
