"""Masking at the door: nothing that comes in is kept before this has looked at it.

`middleware.py` looks at whatever is posted, by pages and scripts, before any view reads it, and
sees to it that it is said; `requests.py` is how bodies and forms are looked through, `telling.py`
who is told. `news.py` does the same for what payment systems and banks' files say, which comes
through doors that judge signatures over the bytes. Names of files are masked where files are
judged, in `files.services`; logs where their lines are made, in `config.logs`.
"""
