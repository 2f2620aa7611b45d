"""What a walk looks like to whoever goes through it, whether it is kept or only tried.

`values.py` is what is shown, as plain values in the active language; `agent.py` and `customer.py`
make it from where a walk stands, `speaking.py` says which answers a finding speaks for. Pages and
API show the same values, so none knows more.
"""
