"""Trouble that somebody reports, by phone or otherwise: found in what we hold, opened once.

`finding.py` looks people and payments up, `opening.py` makes the case and begins its guide.
"""
