"""How often somebody may ask in a minute, or in an hour, counted together by all processes.

The counts lie where the broker is. A broker that is down counts nothing and lets everybody
through, and for some seconds nobody waits for it again: no request is slower for its sake.
"""

import logging
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from redis.exceptions import RedisError
from rest_framework.exceptions import Throttled
from rest_framework.throttling import BaseThrottle

from config.strangers.addresses import place_of

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)

MINUTE, HOUR = 60, 3600
PAUSE_SECONDS = 5
STRANGERS, AGENTS = "strangers", "agents"
BY_THE_HOUR = frozenset({"asks"})


class Rate(BaseThrottle):
    """Known people have a count each, everybody else one an address; a view may name its own."""

    seconds = 0

    def allow_request(self, request: "Request", view: "APIView") -> bool:
        user = request.user if request.user and request.user.is_authenticated else None
        scope = getattr(view, "throttle_scope", AGENTS if user else STRANGERS)
        self.seconds = seconds_to_wait(scope, f"user-{user.pk}" if user else place_of(request))
        return not self.seconds

    def wait(self) -> float | None:
        return self.seconds or None


def refuse_flood(request: HttpRequest) -> None:
    """Count somebody whose token is none. Raises Throttled for too many of them."""
    if seconds := seconds_to_wait(STRANGERS, place_of(request)):
        raise Throttled(seconds)


def seconds_to_wait(scope: str, who: str) -> int:
    """Count one request and return how long the next one has to wait; 0 while it need not."""
    most: int = settings.API_RATES.get(scope, 0)  # 0: no limit
    if not most:
        return 0
    span = HOUR if scope in BY_THE_HOUR else MINUTE
    number, passed = divmod(int(time.time()), span)
    return span - passed if _count(f"rate-{scope}-{who}-{number}", span) > most else 0


class _Pause:
    """Until when this process asks the broker nothing."""

    until = 0.0


def _count(key: str, span: int) -> int:
    if time.monotonic() < _Pause.until:
        return 0
    try:
        caches["counts"].add(key, 0, 2 * span)
        return caches["counts"].incr(key)
    except RedisError as error:
        _Pause.until = time.monotonic() + PAUSE_SECONDS
        logger.warning("The API's requests are not counted: %s", type(error).__name__)
        return 0
    except ValueError:  # it ended between the two, with its time
        return 0
