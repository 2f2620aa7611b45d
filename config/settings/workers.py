"""Celery: the broker and the timetable."""

from redis.backoff import NoBackoff
from redis.retry import Retry

from config.timetable import TIMETABLE
from config.variables import required

REDIS_URL = required("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL
# Counts of requests lie beside the broker's queues, in what redis-py calls Celery's addresses. No
# waiting and no second try: what can't be counted at once is let through.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "counts": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db="),
        "OPTIONS": {
            "socket_connect_timeout": 0.1,
            "socket_timeout": 0.1,
            "retry": Retry(NoBackoff(), 0),
        },
    },
}
CELERY_TASK_IGNORE_RESULT = True
# Receivers that hang may hold a process for a while: where there are many, by a worker of its own.
CELERY_TASK_ROUTES = {
    "support.webhooks.tasks.*": {"queue": "webhooks"},
    "support.intake.tasks.look_up": {"queue": "webhooks"},
    "support.operations.money.tasks.*": {"queue": "webhooks"},
    "support.operations.probes.tasks.*": {"queue": "webhooks"},
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A worker and the timetable wait for their broker as long as it takes, whatever it says.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CHANNEL_ERROR_RETRY = True
CELERY_WORKER_CONSUMER = "config.broker.consumer:PatientConsumer"
# A broker that is down must not hold up a request: the sweep picks the row up later.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 5,
    "retry_on_timeout": False,
}
CELERY_BEAT_SCHEDULE = TIMETABLE
CELERY_BEAT_SCHEDULER = "config.broker.scheduler:SteadyScheduler"
CELERY_TIMEZONE = "UTC"
