"""Events out, to machines: what happens to cases, told to the addresses that a lead entered.

An endpoint is an address that wants some `topics`. Each event is a row of its own for each
endpoint, written by triggers in the transaction that it tells of (`recording.py` has their SQL;
who knows cases says what is in a body). `delivery.py` is a worker's round: claim, call, settle
(`settling.py`); events of one case leave one after the other. `calling.py` signs to the Standard
Webhooks specification and calls, never an address that `addresses.py` refuses. Leads change
endpoints by `services.py`, from pages of theirs or by `api.py`.
"""
