"""Signing in, language, looks: what belongs to the person, whichever the case."""
