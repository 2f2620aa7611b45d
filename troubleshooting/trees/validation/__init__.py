"""What is wrong with a document. Begin at `document.py`.

`soundness.py` says what a draft may hold at all. No Django.
"""
