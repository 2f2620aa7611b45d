"""The incident that holds a case, as one line under its strip. Begin at `banner.py`."""
