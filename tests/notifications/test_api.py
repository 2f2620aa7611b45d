"""What the API and the admin show of messages."""

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIRequestFactory, force_authenticate

from support.notifications.admin import NotificationAdmin
from support.notifications.api import NotificationSerializer, NotificationViewSet
from support.notifications.models import Notification, Reason, State
from tests.notifications.making import NOW, make_notification

pytestmark = pytest.mark.django_db
AGENT = {"username": "agent", "is_staff": True}


def retry(message: Notification, user: User | None) -> int:
    request = APIRequestFactory().post("/")
    if user is not None:
        force_authenticate(request, user)
    view = NotificationViewSet.as_view({"post": "retry"})
    return int(view(request, pk=str(message.pk)).status_code)


def test_a_message_shows_state_attempts_and_the_providers_words_but_no_whole_address() -> None:
    message = make_notification(state=State.FAILED, reason=Reason.REFUSED)
    message.attempt_rows.create(
        number=1, started_at=NOW, ended_at=NOW, ok=False, permanent=True, words="550 no such user"
    )

    shown = NotificationSerializer(Notification.objects.for_thread("CW-4T7KQ2MZ").get()).data

    assert shown["id"] == str(message.pk)
    assert (shown["state"], shown["reason"]) == ("failed", "refused")
    assert shown["address"] == "l•••@example.test"
    assert [attempt["words"] for attempt in shown["attempts"]] == ["550 no such user"]
    assert "li@example.test" not in str(shown)
    assert "context" not in shown


def test_an_agent_can_have_a_failed_message_sent_again_once() -> None:
    message = make_notification(state=State.FAILED, reason=Reason.REFUSED)
    agent = User.objects.create(**AGENT)

    assert retry(message, agent) == 201
    message.refresh_from_db()
    assert message.state == State.QUEUED
    assert retry(message, agent) == 400


def test_nobody_else_can() -> None:
    message = make_notification(state=State.FAILED, reason=Reason.REFUSED)

    assert retry(message, None) in {401, 403}
    assert retry(message, User.objects.create(username="customer")) == 403
    message.refresh_from_db()
    assert message.state == State.FAILED


def test_the_admin_shows_messages_and_changes_none() -> None:
    from django.contrib.admin.sites import site

    shown = NotificationAdmin(Notification, site)

    assert "to" in shown.list_display
    assert "address" not in [*shown.list_display, *shown.fields]
    assert not shown.has_add_permission(None)
    assert not shown.has_change_permission(None)
    assert not shown.has_delete_permission(None)
