"""What colleagues and programs change of a case by hand: status, priority, tags.

`services.py` changes it, unless somebody else did since it was looked at; `api.py` is PATCH.
"""
