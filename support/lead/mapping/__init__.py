"""The editor of a field map: a payload pasted beside it, and at once what is read of it.

`typed.py` reads the posted form, `editor.py` builds what the page shows, `payloads.py` reads what
was pasted, `choices.py` are the meanings that words may be given, `saving.py` makes a source.
"""
