"""The form of one step, what a press on it means, what it will look like. Begin at `form.py`."""
