"""What doors refuse: kept for a time, and let in once it can be read.

`refused.py` is what is kept, `doors.py` the doors that keep it, `letting_in.py` the later way in,
`sealing.py` keeps from dumps what is kept whole.
"""
