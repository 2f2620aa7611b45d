"""The editor for scripts: addresses of resources, not of screens. Begin at `urls.py`."""
