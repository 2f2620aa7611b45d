"""The worker of the outbox's benchmark: Casewalk's own, with one bare task beside it."""

from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from config.celery import app


@app.task(ignore_result=True, acks_late=True)
def send_bare(address: str, subject: str, text: str, html: str) -> None:
    message = EmailMultiAlternatives(subject, text, to=[address])
    message.attach_alternative(html, "text/html")
    _connection().send_messages([message])


@cache
def _connection() -> BaseEmailBackend:
    server = urlsplit(settings.EMAIL_URL)
    connection = get_connection(
        "django.core.mail.backends.smtp.EmailBackend", host=server.hostname, port=server.port
    )
    connection.open()
    return connection
