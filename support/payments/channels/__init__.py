"""How channels do: the board of their states.

`states.py` is the one door by which a channel comes into a state, `signals.py` tells of it; what
was said stays as history. `stops.py` plans stops ahead and keeps the board to them, `tallying.py`
counts how payments do.
"""
