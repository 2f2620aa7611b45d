"""How payments arrive: signed events and files, each received once.

`api.py` and `signatures.py` are the door, `serializers.py` and `records.py` what is read, `events/`
reads an event whatever it looks like, `services.py` does what an event asks for, `files/` takes in
banks' files, `idempotency.py` keeps the answers that are repeated, `replay.py` is a trial without
traces.
reads an event whatever it looks like, `services.py` does what an event asks for, `idempotency.py`
keeps the answers that are repeated, `replay.py` is a trial without traces.

`sources_api.py` is the door of other sources, whose news `hearing.py` receives; `own_kind.py` is
our own form as a kind of source.
`api.py` and `signatures.py` are the door, `events/` reads what comes through it, whatever it looks
like, `services.py` is what news does. `refusals/` keeps what a door refused and lets it in later.
`serializers.py` describes an event, `idempotency.py` holds the answers that are repeated,
`records.py` and `replay.py` are a trial without traces.
"""
