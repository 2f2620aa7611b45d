"""`/guides/`: help articles for everybody: no sign-in, no cookie, no script, kept by caches.

`finding.py` searches what is out, `views.py` shows it, `news_views.py`
takes who wants new ones by e-mail, `frame.py` is what all its pages have, and
`keys.py` signs the form that says whether an article helped.
"""
