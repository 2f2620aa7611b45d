"""How long each kind of row is kept: kinds that their owners register, days that leads enter.

`kinds.py` is what an owner says of a kind: which rows, by which time, how long by default and
within which bounds. `models.Retention` has what a lead entered in its place, `services.py` reads
and saves that. What is thrown away each night, and the page, is `support.lead.retention`.
"""
