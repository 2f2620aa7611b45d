"""Trees as files and on paper."""
