"""How channels do: the board of their states.

`states.py` is the one door by which a channel comes into a state; what was said stays as history.
"""
