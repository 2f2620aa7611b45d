"""Keys are replaced: what the old one signed is good while it is a fallback, and refused after."""

import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from support.cases.links import link_for
from support.intake.events.reading import read_event
from support.intake.hearing import hear
from support.intake.models import PaymentEvent, RefusedEvent
from support.mailbox.models import IncomingMail
from support.mailbox.services import _told, receive
from support.notifications.addresses.callbacks import (
    is_provider_token,
    provider_path,
    read_receipt_token,
    receipt_path,
)
from support.notifications.addresses.mail_ids import (
    bounce_address_of,
    pk_of_bounce,
    reply_address_of,
    thread_of_reply,
)
from support.notifications.addresses.unsubscribing import customer_of, unsubscribe_url
from support.sources.kinds.base import Reading
from support.sources.kinds.signing import digest_of
from tests.config.production import EVENT_SECRET, KEY
from tests.factories import NOW, make_agent, make_case, make_customer, payment_event
from tests.intake.letters.writing import letter
from tests.intake.signing import new_event_id, post, send, signed
from tests.sources.door import make_source
from tests.trees.drafts import make_draft
from troubleshooting.editor.trial.run import Trial
from troubleshooting.editor.trial.sharing import (
    ShareEnded,
    read_share,
    read_trial,
    share_draft,
    write_trial,
)

pytestmark = pytest.mark.django_db
OLD = "the-key-of-yesterday"
PK = "0b5f4a1e-9f7b-4d52-8f4c-0c7d3f1a2b3c"


class Kind(NamedTuple):
    """Something we sign and give out, and a question that is true while it is good."""

    make: Callable[[], Any]
    is_good: Callable[[Any], bool]


def last_part(address: str) -> str:
    return urlsplit(address).path.rstrip("/").rpartition("/")[2]


def opens(address: str) -> bool:
    return Client().get(urlsplit(address).path).status_code == 200


def make_share() -> str:
    return share_draft(make_draft(), make_agent(), NOW)


def is_shared(text: str) -> bool:
    try:
        read_share(text, NOW + timedelta(days=1))
    except ShareEnded:
        return False
    return True


KINDS = {
    "status page": Kind(lambda: link_for(make_case(), NOW).url, opens),
    "unsubscribing": Kind(
        lambda: last_part(unsubscribe_url(make_customer().pk)),
        lambda token: customer_of(token) is not None,
    ),
    "receipt": Kind(
        lambda: last_part(receipt_path(PK, NOW)),
        lambda token: read_receipt_token(token) is not None,
    ),
    "provider's address": Kind(
        lambda: last_part(provider_path("kannel-incoming")),
        lambda token: is_provider_token("kannel-incoming", token),
    ),
    "reply address": Kind(
        lambda: reply_address_of("CW-4T7KQ2MZ"),
        lambda address: thread_of_reply(address) == "CW-4T7KQ2MZ",
    ),
    "bounce address": Kind(
        lambda: bounce_address_of(PK), lambda address: str(pk_of_bounce(address)) == PK
    ),
    "shared draft": Kind(make_share, is_shared),
    "trial": Kind(lambda: write_trial(Trial("walk")), lambda text: read_trial(text).walk == "walk"),
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_we_signed_survives_a_rotation_and_ends_with_the_old_key(
    kind: Kind, settings: Settings
):
    settings.BOUNCE_DOMAIN = "bounces.casewalk.example"
    settings.SECRET_KEY = OLD
    given_out = kind.make()
    assert kind.is_good(given_out)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = KEY, [OLD]
    assert kind.is_good(given_out)

    settings.SECRET_KEY_FALLBACKS = []
    assert not kind.is_good(given_out)


def test_agents_stay_signed_in_over_a_rotation_and_not_without_the_old_key(settings: Settings):
    settings.SECRET_KEY = OLD
    kept, ended = Client(), Client()
    for client in (kept, ended):
        client.force_login(make_agent(), backend=settings.AUTHENTICATION_BACKENDS[1])

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = KEY, [OLD]
    assert kept.get("/outbox/").status_code == 200

    settings.SECRET_KEY_FALLBACKS = []
    assert kept.get("/outbox/").status_code == 200  # it was signed anew
    assert ended.get("/outbox/").status_code == 302


def test_payment_events_may_be_signed_with_any_of_the_secrets(tree: Any, settings: Settings):
    body = json.dumps(payment_event()).encode()
    older = "whsec_Zm9yLXRlc3RzLW9ubHktb25lLXRoYXQtd2FzLWJlZm9yZQ=="

    def status_by(secret: str) -> int:
        return post(body, signed(body, new_event_id(), secret=secret)).status_code

    settings.PAYMENT_EVENT_SECRETS = [EVENT_SECRET, older]
    assert (status_by(EVENT_SECRET), status_by(older)) == (202, 202)

    settings.PAYMENT_EVENT_SECRETS = [EVENT_SECRET]
    assert (status_by(EVENT_SECRET), status_by(older)) == (202, 401)


def test_what_came_before_a_rotation_is_known_after_it(tree: Any, settings: Settings):
    settings.SECRET_KEY, event, nameless = OLD, payment_event(), payment_event(reference="")
    answer = send(event, "evt_1")
    mail, _is_new = receive(letter("Where is it?").as_bytes(), "help@shop.example", NOW)
    send(nameless, "evt_2")

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = KEY, [OLD]
    assert send(event, "evt_1").json() == answer.json()
    assert send(payment_event(amount="7.00"), "evt_1").status_code == 409
    assert receive(letter("Where is it?").as_bytes(), "help@shop.example", NOW) == (mail, False)
    send(nameless, "evt_2")
    assert RefusedEvent.objects.get(event_id="evt_2").times == 2


def test_what_came_before_digests_had_a_key_is_known(tree: Any):
    """Else a source that sends again over an upgrade is refused, and a mail read twice."""
    event, nameless, mail = payment_event(), payment_event(reference=""), letter("Where is it?")
    answer = send(event, "evt_1")
    send(nameless, "evt_2")
    kept, _is_new = receive(mail.as_bytes(), "help@shop.example", NOW)
    for rows, said in (
        (PaymentEvent.objects.all(), json.dumps(event).encode()),
        (RefusedEvent.objects.all(), json.dumps(nameless).encode()),
        (IncomingMail.objects.all(), _told(mail.as_bytes())),
    ):
        assert rows.update(digest=sha256(said).hexdigest()) == 1

    assert send(event, "evt_1").json() == answer.json()
    assert send(payment_event(amount="7.00"), "evt_1").status_code == 409
    send(nameless, "evt_2")
    assert receive(mail.as_bytes(), "help@shop.example", NOW) == (kept, False)
    assert RefusedEvent.objects.filter(event_id="evt_2", times=2).count() == 1


def test_no_plain_digest_of_what_came_in_is_kept(tree: Any):
    """Of which what was masked could be guessed: the rest of the body is known."""
    event, mail = payment_event(), letter("Where is it?")
    named = digest_of(b"all of it")
    news = read_event(payment_event(reference="PAY-3"))
    plain = [sha256(said).hexdigest() for said in (json.dumps(event).encode(), repr(news).encode())]

    send(event, "evt_1")
    send(payment_event(reference=""), "evt_2")
    receive(mail.as_bytes(), "help@shop.example", NOW)
    hear(make_source("wise"), named, Reading("transfer", (news,)), now=NOW)

    digests = [
        *PaymentEvent.objects.values_list("digest", flat=True),
        *RefusedEvent.objects.values_list("digest", flat=True),
        *IncomingMail.objects.values_list("digest", flat=True),
    ]
    assert len(digests) == len(set(digests)) == 4
    assert not set(digests) & set(plain)
    assert not PaymentEvent.objects.filter(event_id=named).exists()
