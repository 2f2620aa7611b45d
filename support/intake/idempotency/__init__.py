"""The same POST sent twice is done once.

`middleware.py` does it for scripts and pages, `forms.py` knows what is special about pages.
"""
