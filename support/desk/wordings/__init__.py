"""The words of messages: list, editor, preview, history. Begin at `wordings.py`."""
