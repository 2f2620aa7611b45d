"""Trying a tree; nothing is stored or sent. Begin at `both_sides.py`."""
