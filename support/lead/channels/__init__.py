"""The board of channels, read by all who work cases and written by leads.

`board.py` is one line a channel, `page.py` the page of one; both show what `course.py` reads of the
tallies and draws, and what `words.py` says of hours and limits.
"""
