"""From a lost answer to what is known in the end, with each provider."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from support.notifications.delivery.draining import sweep_outbox
from support.notifications.models import Notification, State
from support.notifications.transports import Outgoing, TransportError
from support.notifications.transports.twilio.sending import TwilioSms
from tests.notifications.making import NOW, make_customer, make_notification, send
from tests.notifications.sms_sink import Hang, SmsSink

pytestmark = pytest.mark.django_db

GUIDE = Path(__file__).parents[2] / "docs" / "transports.md"


@pytest.fixture
def sink() -> Iterator[SmsSink]:
    with SmsSink() as made:
        yield made


def lost(sink: SmsSink, *, taken: bool) -> Notification:
    """Send a message whose answer is lost, and let the provider answer again from then on."""
    sink.on_message = lambda _form: Hang(0, takes=taken)
    customer = make_customer(phone="+447700900123", email="")
    message = send(make_notification(customer, channel="sms"))
    sink.on_message = lambda _form: None
    return message


def after_two_minutes(message: Notification) -> Notification:
    ago = timezone.now() - timedelta(minutes=2)
    claimed = Notification.objects.filter(state=State.CLAIMED)
    claimed.update(lease_until=timezone.now() - timedelta(seconds=1))
    Notification.objects.filter(handed_at__isnull=False).update(handed_at=ago)
    sweep_outbox(budget_seconds=0.1)
    Notification.objects.filter(state=State.QUEUED).update(not_before=timezone.now())
    return send(message)


@pytest.mark.parametrize("provider", ["twilio", "aliyun"])
def test_what_the_provider_took_is_found_and_not_sent_again(
    sink: SmsSink, settings: Settings, provider: str
) -> None:
    settings.SMS_URL = sink.urls[provider]
    message = lost(sink, taken=True)
    assert message.state == State.CLAIMED

    message = after_two_minutes(message)

    assert message.state == State.SENT
    assert message.text != ""
    assert sink.times_taken() == {str(message.pk): 1}


def test_what_aliyun_surely_never_took_is_sent_once(sink: SmsSink, settings: Settings) -> None:
    settings.SMS_URL = sink.urls["aliyun"]
    message = lost(sink, taken=False)

    message = after_two_minutes(message)

    assert message.state == State.SENT
    assert sink.times_taken() == {str(message.pk): 1}


@pytest.mark.parametrize(("provider", "taken"), [("twilio", False), ("kannel", True)])
def test_where_it_cannot_be_told_a_person_decides_and_nothing_goes_out(
    sink: SmsSink, settings: Settings, provider: str, taken: bool
) -> None:
    settings.SMS_URL = sink.urls[provider]
    message = lost(sink, taken=taken)

    message = after_two_minutes(message)

    assert (message.state, message.reason) == (State.NEEDS_PERSON, "uncertain")
    assert sum(sink.times_taken().values()) == int(taken)


def test_the_example_in_the_guide_to_transports_works(rendered_sms: Outgoing) -> None:
    code = GUIDE.read_text().partition("```python\n")[2].partition("```")[0]
    names: dict[str, object] = {"__name__": "example"}
    exec(compile(code, str(GUIDE), "exec"), names)
    answers = {
        "token": httpx2.Response(202, json={"id": "X1"}),
        "busy": httpx2.Response(429),
        "lost": httpx2.Response(202, text="half"),
    }
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return answers[request.headers["authorization"].removeprefix("Bearer ")]

    def sent_with(token: str) -> str:
        transport = names["ExampleGateway"](f"example://{token}@gateway.example.test")  # type: ignore[operator]
        transport.caller.client = httpx2.Client(transport=httpx2.MockTransport(answer))
        return str(transport.send(rendered_sms))

    assert sent_with("token") == "X1"
    assert str(asked[0].url) == "https://gateway.example.test/v1/messages"
    with pytest.raises(TransportError) as busy:
        sent_with("busy")
    assert (busy.value.reason, busy.value.permanent) == ("busy", False)
    with pytest.raises(TransportError) as uncertain:
        sent_with("lost")
    assert uncertain.value.uncertain


@pytest.fixture
def rendered_sms() -> Outgoing:
    from support.notifications.words.rendering import Rendered

    return Outgoing(
        pk="0c8a0d3e-5f3c-4c0e-9d7a-1f2b3c4d5e6f",
        address="+447700900123",
        message_id="<a@example.test>",
        thread="CW-1",
        is_automatic=True,
        created_at=NOW,
        rendered=Rendered(subject="", text="Hello", segments=1),
    )


def test_an_address_that_is_no_number_is_not_asked_about() -> None:
    transport = TwilioSms("twilio://AC1:token@127.0.0.1:9?scheme=http")

    assert transport.look_up("x", "nobody", timezone.now()) is None
