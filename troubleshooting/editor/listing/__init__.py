"""The list of trees, and a new one."""
