"""A payment system that is none: for the demo world and for tests.

`book.py` is what it knows and was asked, `server.py` answers for it on the loopback interface, and
`kind.py` reads what it says as of any other source.
"""
