"""The sources: what came of each, what was refused, what was not understood, and their settings.

`figures.py` counts in few bounded queries, `alarms.py` says what is unusual in them, `page.py` and
`trying.py` build the page of one source, `forms.py` reads its settings, `secrets.py` shows a secret
once.
"""
