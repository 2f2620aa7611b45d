"""Which rows there are and when each may leave.

Begin at `queueing.py`; `policy.py` decides, from `policy_facts.py`. `other_channel.py` is what
follows a failure, `suppressions.py` who gets no more mail, `broadcasts.py` one message to many,
`waking.py` tells the workers.
"""
