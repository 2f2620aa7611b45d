"""The log of what was taken out and where it goes by itself, for leads to read."""
