"""What can go wrong before Casewalk itself runs."""


class LocalServerError(Exception):
    """A local server can't be had. The text is one sentence for the person at the terminal."""
