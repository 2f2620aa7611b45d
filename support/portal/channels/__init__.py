"""`/status/`: how payments do, for everybody: no sign-in, no cookie, no script, kept by caches.

`reading.py` finds what leads made public (channels with a public name, incidents and planned stops
that say so), `views.py` shows it, `feed.py` is the same as Atom.
"""
