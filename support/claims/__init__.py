"""What may be said to a customer of a payment and its case, and when; plain Python.

`facts.py` is what is stored of a case, `record.py` what follows from it, `rungs.py` the ladder's
rungs, `asking.py` what a cause's sentence asks for, `money.py` says where the money is. A claim
(`claim.py`) is one sentence in both languages with its condition over the record; all there are
stand in `states.py`, `endings.py`, `days.py`, `next_steps.py`, `closed.py` and `advice.py`.
`composing.py` chooses those that hold: messages and the status page say nothing else. `formats.py`
writes days and amounts.
"""
