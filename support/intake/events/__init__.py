"""Casewalk's own form of an event, read whatever it looks like; plain Python but for `taking.py`.

`taking.py` is the way from a body to a case, `reading.py` makes payment news of what stands in it.
`finding.py` looks where the payment lies, `sent.py` finds fields by their names and notes what was
not read, `values.py` reads amounts, times, counts and words, `references.py` the names of the
payment, `people.py` its customer.
"""
