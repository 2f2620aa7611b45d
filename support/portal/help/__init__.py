"""`/help/`: the questions of a guide for who has no case yet, and what to do then.

`views.py` shows them, `advice.py` words the end. What was answered is kept without a name by
`support/guidance/helping/`, which carries it into a case as well.
"""
