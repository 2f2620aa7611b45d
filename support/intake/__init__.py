"""How payments arrive: signed events and files, each received once.

`api.py` and `signatures.py` are the door, `serializers.py` and `records.py` what is read, `events/`
reads an event whatever it looks like, `services.py` does what an event asks for, `files/` takes in
banks' files, `idempotency.py` keeps the answers that are repeated, `replay.py` is a trial without
traces.
"""
