"""What every outbox needs, whatever leaves from it; knows no message.

A worker holds rows under a lease (`leases.py`), keeps them while it lives (`heartbeat.py`), comes
back later to what failed (`backoff.py`) and leaves alone whoever fails (`breaker.py`). Addresses
that somebody entered are called by `guarded.py`, and by nothing else; `addresses.py` says which
may be.
"""
