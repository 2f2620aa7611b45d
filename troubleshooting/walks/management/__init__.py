"""Commands of walks."""
