"""A report that a payment did not arrive, from its first word to its end.

Begin at `services.py`: every change of a case. `models/` holds case, conversation and timeline,
`clocks.py` when an answer is due, `search/` how it is found,
`links.py` the customer's status page, `telling/` what its customer is told.
"""
