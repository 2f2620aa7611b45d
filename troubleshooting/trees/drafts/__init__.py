"""Drafts in the database: opening, changing, undoing, who is there. Begin at `services.py`."""
