"""Trees: the guides as documents, and what becomes of them.

A document (`documents/`) is judged (`validation/`), changed (`editing/`), kept as a draft
(`drafts/`), compared (`comparing/`), drawn (`layout/`, `drawing/`) and put in force
(`publishing/`); whole ones come and go by `exchange/`. At the root: `models.py`, `graph.py` that
the engine walks, `rights.py` and `logbook.py`.
"""
