"""The only place that knows every app: what they are made of, and how they are started.

Begin at `urls.py` (addresses) and `settings/` (a file a subject). `api.py` holds the addresses of
the API and the form of its errors, `celery.py` and `timetable.py` the work in the background,
`local/` the servers of a developer's machine, `demo/` a believable world to look around in.
"""

from config.celery import app as celery_app

__all__ = ["celery_app"]
