"""Versions and log: opened, compared, restored."""
