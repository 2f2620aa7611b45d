"""The pages of incidents: read by all, written by leads; agents link and unlink cases.

`page.py` composes the list and one incident, `forms.py` is what it is about and what is said of it.
"""
