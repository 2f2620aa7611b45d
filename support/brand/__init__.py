"""Who writes: the name that customers know, and how they reach us, in each market.

A lead edits it on the page of settings; `reading.py` says what holds, `services.py` changes it by
adding a version. Nothing here knows a message or a case: plain values are handed up.
"""
