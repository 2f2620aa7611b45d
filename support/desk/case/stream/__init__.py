"""What was said in a case and what happened to it, as one list. Begin at `stream.py`.

`conversation.py` builds what was said, `timeline.py` what happened. `telling.py` has the words;
those of steps and outcomes are in `in_guide.py`, of what customers did in `customers_own.py`.
`quoting.py` sets apart what customers quote of us.
"""
