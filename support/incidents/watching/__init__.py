"""What `incidents.detection` is fed with, and what becomes of its alarms.

`services.watch` counts each minute once it is over: `counting.py` reads the ladder's newest rows,
so that the door of payments writes nothing for it, `models.py` keeps the memory of each series and
how far was counted, `alarms.py` proposes the incident. docs/detection.md says how well that goes.
"""
