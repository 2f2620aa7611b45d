"""The page of one case. Begin at `parts.py`, which lists its parts and who builds them.

`guide.py`, `conversation.py` and `timeline.py` build, `forms.py` reads, and the views are three
files: the case, its walk, its messages.
"""
