"""Going through a tree, one answer after the other.

Begin at `engine.py`, plain Python: where answers lead. `services.py` keeps a walk, `carrying.py`
and `moving.py` take it to a newer version, `replaying.py` tries a version on old walks,
`reports.py` is what agents called wrong, `statistics.py` what all of it tells of the steps, from
days that `tallying.py` has added up. `jumping/` goes to a cause at once,
`showing/` is what people see of a walk.
"""
