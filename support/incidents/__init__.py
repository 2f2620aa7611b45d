"""One fault behind many cases: what it touches, what is said of it, what became of each payment.

`models.py` holds incident, update and link. `services.py` proposes, opens and dismisses,
`updating.py` writes updates and the end. `known.py` says which incidents hold cases just now and
`conditions.py` what else must hold of a payment; `linking.py` links cases, `telling.py` tells their
customers, `recovery.py` looks their payments up; `announcing.py` tells machines, of channels too;
`board.py` sets the board right at the end.
All that is of many cases is done in sets by `tasks.py`, and rests for who waits for a page; it goes
on where a worker died.
"""
