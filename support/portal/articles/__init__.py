"""`/guides/`: help articles for everybody: no sign-in, no cookie, no script, kept by caches.

`finding.py` searches what is out, `views.py` shows it, `frame.py` is what all its pages have, and
`keys.py` signs the form that says whether an article helped.
"""
