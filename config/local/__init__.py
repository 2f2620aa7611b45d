"""PostgreSQL and Valkey of this folder, for `make run`, `manage.py` and tests. No Django here."""
