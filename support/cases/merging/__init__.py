"""Two cases that turn out to be one, or to belong together.

`services.py` merges one into the other and takes them apart again, `related.py` finds what a case
may have to do with and links what belongs together, `going_on.py` in which case a duplicate goes
on; `api.py` is the same for scripts. Conversation and timeline stay where they were written and
are read together (`models/merged.py`), so that everything says where it came from and nothing has
to be moved back.
"""
