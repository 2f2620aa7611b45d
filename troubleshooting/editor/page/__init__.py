"""The editor's page. Begin at `parts.py`, which lists its parts and who builds them."""
