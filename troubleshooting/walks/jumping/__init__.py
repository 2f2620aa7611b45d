"""Going to a cause at once, where somebody knows it already: a gap between the guide and the desk.

What lies between is written down as skipped, and no rule of the guide falls with it: a step that
is never skipped is answered first, by the payment record or by a person. The outcome is one like
any other: it is applied, changed and taken back as ever.

Begin at `judging.py`; `ways.py` knows the guide alone.
"""
