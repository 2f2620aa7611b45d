"""Casewalk's own form of an event, read whatever it looks like; plain Python.

`reading.py` makes payment news of a body, `finding.py` looks where in it the payment lies,
`sent.py` finds fields by their names and notes what was not read, `values.py` reads amounts, times,
counts and words, `references.py` the names of the payment, `people.py` its customer.
"""
