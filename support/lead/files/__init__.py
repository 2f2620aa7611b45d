"""A bank's file, tried in the browser and taken in.

`views.py` is the page, `upload.py` its form and what becomes of a file.
"""
