"""Walks that wait on time.

`turning.py` says until when, `time_passing.py` lets them go on then. `learnt.py` begins
those anew whose code has just been explained.
"""
