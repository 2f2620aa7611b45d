"""Codes that payments came with and nobody knows: one press gives each its cause."""
