"""What is thrown away each night: the page of its days, what a night would take, and the night.

`purging.py` does it, in small transactions, and says beforehand what it would do; `page.py` and
`views.py` are `/settings/retention/`. The kinds are registered by whoever has the rows
(`support.retention`).
"""
