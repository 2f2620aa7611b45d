"""ISO 20022 messages in XML, of every version: pain.002, pacs.002, pacs.004 and camt.054.

`frames.py` reads XML in a stream within bounds, `parts.py` what the messages write alike,
`statuses.py`, `returns.py` and `notifications.py` the messages themselves, `messages.py` puts them
together. Names are read without their namespace: what differs between versions, and between ISO's
own and a country's, is told apart by the names alone.
"""
