"""The difference of two documents, in words and as marks. Begin at `documents.py`."""
