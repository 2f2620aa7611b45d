"""How commands of ours are called here: `manage.py doctor`, installed `casewalk doctor`."""

import os

# Set by deploy/casewalk, which runs manage.py for whoever looks after an installation.
NAME = "CASEWALK_COMMAND"


def as_called(sentence: str) -> str:
    """Name commands in a sentence as its reader calls them."""
    return sentence.replace("manage.py", os.environ.get(NAME) or "manage.py")
