"""Freezing a document and putting it in force, at once or at a time."""
