"""Pages that read much give up after some seconds, so that a few of them never hold all there is.

Only what reads is bounded: whoever changes something waits until it is done.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import wraps

from django.conf import settings
from django.db import OperationalError, connections, transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from psycopg.errors import QueryCanceled
from rest_framework import status
from rest_framework.exceptions import APIException

from web.access import Given, SignedInRequest, View
from web.parts import announce


class TookTooLong(APIException):
    """The database was stopped; the same with less to look at may work."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = _(
        "This took too long and was stopped. Narrow it down, by another word or a filter, or try "
        "again in a moment."
    )
    default_code = "took_too_long"


@contextmanager
def bounded(using: str = "default", **others: str) -> Iterator[None]:
    """Stop a statement after `settings.PAGE_SECONDS`; `others` are settings of the database too.

    Raises TookTooLong. They end with the transaction, which is one of its own unless one is open.
    """
    connection = connections[using]
    is_within = connection.in_atomic_block
    wanted = {"statement_timeout": f"{int(settings.PAGE_SECONDS * 1_000)}", **others}
    asked = ", ".join(["set_config(%s, %s, true)"] * len(wanted))
    try:
        with nullcontext() if is_within else transaction.atomic(using=using):
            with connection.cursor() as cursor:
                pairs = [text for pair in wanted.items() for text in pair]
                cursor.execute(f"SELECT {asked}", pairs)
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TookTooLong from error
        raise


def within_seconds(view: View[Given]) -> View[Given]:
    """Let a page that reads give up in time, and say so."""

    @wraps(view)
    def bounded_view(
        request: SignedInRequest, /, *args: Given.args, **kwargs: Given.kwargs
    ) -> HttpResponse:
        with bounded():
            return view(request, *args, **kwargs)

    return told_when_too_long(bounded_view)


def told_when_too_long(view: View[Given]) -> View[Given]:
    """Say it on a page when what it reads was stopped."""

    @wraps(view)
    def told_view(
        request: SignedInRequest, /, *args: Given.args, **kwargs: Given.kwargs
    ) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except TookTooLong as error:
            told = {"words": error.detail}
            answer = render(request, "web/too_long.html", told, status=error.status_code)
            # A part that htmx asks for stays as it was, and the sentence is said beside it.
            return announce(answer, {"said": {"words": str(error.detail)}})

    return told_view
