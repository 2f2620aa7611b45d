"""One worker's round. Begin at `draining.py`.

It claims (`claiming.py`), looks a last time (`last_look.py`), prepares, hands over and settles; a
heartbeat keeps what it holds, `lapsed_leases.py` takes over from the dead, `breaker.py` leaves a
provider alone that fails.
"""
