"""Macros as leads write them: the list with how much each is used, and the form of one."""
