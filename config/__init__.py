"""The only place that knows every app: what they are made of, and how they are started.

Begin at `urls.py` (addresses) and `settings/` (a file a subject). `api.py` holds the addresses of
the API and the form of its errors, `celery.py` and `timetable.py` the work in the background,
`local/` the servers of a developer's machine, `demo/` a believable world to look around in.
"""

import gc

# What loading makes stays, and what a request leaves goes by itself but for a few cycles. Python's
# own 700 has it look through young objects so often that every start takes a quarter longer and
# every request a twentieth. Fifty thousand small objects are some megabytes, at the most.
gc.set_threshold(50_000, 10, 10)

from config.celery import app as celery_app  # noqa: E402 - loading is what this is about

__all__ = ["celery_app"]
