"""The PostgreSQL and the Valkey of one machine: begin at `ensuring.py`."""
