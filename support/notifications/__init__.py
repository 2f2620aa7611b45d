"""Messages to customers: an outbox in the database, workers who empty it, what comes back.

Begin at `services.py`, the door. A message is queued by `outbox/` in the words of `words/`,
drained by `delivery/` through `transports/`, and `returns/` writes down what became of it.
`health/` counts, and `addresses/` names everybody. Pages ask `showing.py` what a message looks
like; nobody else enters `delivery`, `transports` or `returns`.
"""
