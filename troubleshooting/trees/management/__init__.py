"""Commands for trees as files."""
