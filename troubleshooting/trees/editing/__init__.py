"""What an author can do with a document. Begin at `operations.py`.

`edit.py` applies an operation, `merging.py` and `rebasing.py` fit it to what others did meanwhile.
No Django.
"""
