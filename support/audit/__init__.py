"""Who took data out of here, and who changed where they go by themselves; only added to.

`services.record` writes a line, `models.Entry` keeps it: no line is ever changed or deleted.
Leads read them at `/settings/log/`.
"""
