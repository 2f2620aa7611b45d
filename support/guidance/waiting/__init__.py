"""Walks that wait: on time, or on what somebody still owes us.

`turning.py` says until when, `time_passing.py` lets them go on then. `going_on.py` is the door for
who has news for a walk. `learnt.py` begins those anew whose code has just been explained.
`outage.py` those of cases that a known outage has begun to explain, or no longer does.
"""
