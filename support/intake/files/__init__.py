"""Taking in files: every entry through the same service as the door.

`taking.py` goes through a file, `matching.py` finds the payments that its entries speak of,
`report.py` is what is said of it at the end.
"""
