"""All messages, the suppression list, sending many again. Begin at `outbox.py`."""
