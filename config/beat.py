"""The timetable's own Celery: it names tasks, so it loads none of them and no Django."""

from celery import Celery

from config.settings import workers

app = Celery("casewalk-timetable", fixups=[])
app.config_from_object(workers, namespace="CELERY")
