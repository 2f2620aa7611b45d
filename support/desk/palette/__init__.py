"""Where one wants to go, by a few letters: cases, views and pages, guides.

`places.py` finds, `views.py` is a page and the list inside the dialog that Ctrl+K opens.
"""
