"""The id of the request that woke it goes with the work to a worker."""

from typing import Any

from celery.signals import before_task_publish, task_postrun, task_prerun

from config.logs.requests import current_request_id, work_for

KEY = "request_id"


@before_task_publish.connect
def send_id(headers: dict[str, Any] | None = None, **_signal: Any) -> None:
    if headers is not None and (request_id := current_request_id()):
        headers[KEY] = request_id


@task_prerun.connect
def take_id(task: Any = None, **_signal: Any) -> None:
    """One that runs where it was asked for, or whom the timetable wakes, keeps what holds there."""
    if not task.request.is_eager:
        work_for(getattr(task.request, KEY, None) or "")


@task_postrun.connect
def forget_id(task: Any = None, **_signal: Any) -> None:
    if not task.request.is_eager:
        work_for("")
