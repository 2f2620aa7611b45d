"""Sparing the database: what hardly ever changes is read once, what is new is written together.

`reading.py` keeps causes, codes, channels and published trees once a process, until a mark differs,
which triggers of the database change in the transaction that changes such rows (`triggers.py`). So
nobody works by what is no longer so. `writing.py` inserts all that an event makes in one statement;
`asking.py` puts the SQL of what the hottest doors ask together once, and lets PostgreSQL keep its
plan; `behind.py` gives the rows those that point to them. `resting.py` does what is of very many
rows in small sets, and rests after each for who waits for a page.
"""
