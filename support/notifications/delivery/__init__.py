"""One worker's round. Begin at `draining.py`.

It claims (`claiming.py`), looks a last time (`last_look.py`), prepares, hands over and settles;
`lapsed_leases.py` takes over from the dead. Heartbeat and breaker stand in `support/sending/`.
"""
