"""The same deed done to many cases, each judged by itself under its own lock.

`deeds` is the list of what can be done, to which other packages add theirs; `services` does it and
reports what could not be done, and why; `api.py` is `cases/bulk/`.
"""
