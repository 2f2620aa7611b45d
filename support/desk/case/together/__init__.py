"""A case among others, and an agent among others: what else it may have to do with, merging.

`related.py` builds the list, `views.py` is what can be pressed there.
"""
