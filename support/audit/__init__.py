"""Who took data out, changed where they go by themselves, or ended an account; only added to.

`services.record` writes a line, `models.Entry` keeps it: no line is ever changed or deleted.
Leads read them at `/settings/log/`.
"""
