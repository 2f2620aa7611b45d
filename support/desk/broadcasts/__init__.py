"""Telling many customers the same. Begin at `broadcast.py`."""
