"""How payments arrive: signed events, other systems' messages and files, each received once.

`api.py` and `signatures.py` are our own door, `events/` reads what comes through it, whatever it
looks like; `own_kind.py` is the same form as a kind of source. `sources_api.py` is the door of
other sources, whose news `hearing.py` receives; `files/` takes in banks' files. `services.py` does
what news asks for, `late.py` opens cases for payments that nobody sends. `refusals/` keeps what a
door refused and lets it in later; `masking/` takes out of all that comes in what may not be kept.
`looking/` asks sources where payments stand. `letters/` decides what mail is to us, `texts/` what
an SMS is. `serializers.py` describes an event, `idempotency.py` holds the answers that are
repeated, `records.py` and `replay.py` are a trial without traces.
"""
