"""A case among others, and an agent among others: what else it may have to do with, merging.

`related.py` builds the list, `presence.py` says who else is here, `views.py` is what can be
pressed, and what a page says of itself.
"""
