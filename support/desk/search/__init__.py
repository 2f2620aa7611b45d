"""Finding a case by anything that is known or was said of it: the box on top, and its page."""
