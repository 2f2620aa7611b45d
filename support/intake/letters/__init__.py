"""What mail that came in is to us.

`taking.py` is the round in which each is read and decided upon. `deciding.py` has it become the
customer's words, a `letter.py` that waits for a person, or nothing: `believing.py` says what proves
where it belongs, `machines.py` what no person seems to have written, `reports.py` are the mails
about ours. `settling.py` is what a person decides.
"""
