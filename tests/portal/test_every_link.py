"""Every address that takes a customer's token, with each that is not good there: one answer."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import Signer
from django.http import HttpResponse
from django.test import Client

from support.cases.links import LIFETIME, link_for, revoke_link
from support.cases.models import Case
from support.files.models import StoredFile
from support.files.services import storing
from support.guidance.helping.links import token_of
from support.guidance.models import HelpWalk
from support.guides.models import Subscriber
from support.guides.subscribing import ask_to_subscribe, link_of
from support.notifications.addresses.unsubscribing import unsubscribe_url
from support.portal.asking.models import LINK_HOLDS, Ask, Asker
from tests.discretion.test_planted import rows
from tests.factories import NOW, make_customer
from tests.portal.walking import asked_case, form_in, walk_of
from tests.portal.world import address_of, case_of, make_message
from tests.portal.writing import key_in
from tests.staff.test_routes import TABLE
from tests.stored.making import lie_in
from troubleshooting.trees.models import TreeVersion

pytestmark = pytest.mark.django_db
METHODS = ("get", "head", "post", "put", "patch", "delete")
# Of whom: everybody, in the table of routes; a new route stands there or its test fails.
ADDRESSES = [path for path, row in TABLE.items() if "{token}" in path and row.read != "desk"
             and not path.startswith("api/")]  # fmt: skip
SECRET = "Zephyrine Quill"
AGAIN = "s/{token}/again/"  # an ended link asks there for a new one, so its POST writes


def last_of(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A case with a guide, a message and a file, whose customer is nobody's business."""
    lie_in(tmp_path, monkeypatch)
    case = asked_case(customer=make_customer(name=SECRET, email="zephyrine@quill.test"))
    with storing([SimpleUploadedFile("quill.pdf", b"%PDF-1.7 quill")], now=NOW) as files:
        make_message(case, text=f"Dear {SECRET}").files.set(files)
    return case


def good_tokens(case: Case) -> dict[str, str]:
    """The good token of each kind of address, by how that begins; all of one person."""
    email = case.customer.email
    ask_to_subscribe(email, "en", now=NOW)
    asker = Asker.objects.create(address=email, channel="email", language="en", entered_at=NOW)
    asker.asks.create(key=uuid4(), words=SECRET, name=SECRET, asked_at=NOW)
    version = TreeVersion.objects.published("asking")
    walk = HelpWalk.objects.create(id=uuid4(), version=version, about="payout", answered_at=NOW)
    return {
        "s/": last_of(address_of(case)),
        "s/unsubscribe/": last_of(unsubscribe_url(case.customer_id)),
        "guides/news/": last_of(link_of(Subscriber.objects.get(email=email))),
        "new/": asker.token,
        "help/": token_of(walk),
    }


def bad_tokens(address: str, good: dict[str, str]) -> Iterator[str]:
    """Whatever is good elsewhere, and whatever lost its end or was signed for something else."""
    own = max((begin for begin in good if address.startswith(begin)), key=len, default="")
    yield "nonsense"
    for begin, token in good.items():
        if begin != own:
            yield token
        yield token[:-4]
        yield Signer(salt="something-else", sep=".", algorithm="sha1").sign(token.split(".")[0])


def knock(
    client: Client, method: str, address: str, token: str, form: dict[str, str] | None = None
) -> HttpResponse:
    path = f"/{address}".replace("{token}", quote(token)).replace("{pk}", str(uuid4()))
    return getattr(client, method)(path, form if method == "post" else None)


def said(answer: HttpResponse, token: str) -> tuple[int, str]:
    """What an answer says, whatever link was followed and whichever key its form has."""
    text = unescape(answer.content.decode()).replace(token, "").replace(quote(token), "")
    return answer.status_code, re.sub(r'name="once" value="[^"]*"|/s//\S*', "", text)


def assert_says_nothing_of(case: Case, text: str) -> None:
    assert case.payment is not None
    secrets = (SECRET, case.reference, case.payment.reference, case.customer.email, "quill.pdf")
    assert [secret for secret in secrets if secret in unescape(text)] == []


def forms(client: Client, case: Case) -> dict[str, str]:
    """All that the forms of a customer's pages send, as their holder would send it."""
    page = client.get(address_of(case)).text
    asked = form_in(client.get(f"{address_of(case)}walk/").text)
    return asked | {
        "once": key_in(page), "option": "0", "body": "It is late.", "words": "Hm", "stars": "1",
        "deed": "send", "address": "new@quill.test", "kind": "email", "topic": "banks",
        "leave": "1", "again": "1", "drop": "1",
    }  # fmt: skip


def test_a_token_that_is_not_good_there_reads_the_same_and_writes_nothing(client, other):
    assert len(ADDRESSES) >= 13
    good, form = good_tokens(other), forms(client, other)
    before = list(rows())

    for address in ADDRESSES:
        for method in METHODS:
            answers = set()
            for token in bad_tokens(address, good):
                answer = knock(client, method, address, token, form)
                assert answer.status_code in (404, 405), (method, address, token)
                assert not answer.cookies
                assert_says_nothing_of(other, answer.text)
                answers.add(said(answer, token))
            assert len(answers) == 1, (method, address)

    assert list(rows()) == before


def test_a_link_that_ended_reads_the_same_however_it_ended_and_writes_nothing(client, other):
    form = forms(client, other)
    expired = link_for(other, NOW - LIFETIME).token
    tokens = [expired]
    other.links.update(expires_at=NOW)
    revoked = case_of()
    tokens.append(last_of(address_of(revoked)))
    revoke_link(revoked, NOW)
    before = list(rows())

    for address in (one for one in ADDRESSES if one.startswith("s/{token}")):
        for method in METHODS:
            if (address, method) == (AGAIN, "post"):
                continue
            answers = set()
            for token in tokens:
                answer = knock(client, method, address, token, form)
                assert answer.status_code in (405, 410), (method, address)
                for case in (other, revoked):
                    assert_says_nothing_of(case, answer.text)
                answers.add(said(answer, token))
            assert len(answers) == 1, (method, address)

    assert list(rows()) == before


def test_an_ended_link_that_asks_for_a_new_one_reads_nothing_of_its_case(client, other):
    token = link_for(other, NOW).token
    revoke_link(other, NOW)

    answer = client.post(f"/s/{token}/again/", {}, follow=True)

    assert answer.status_code == 410
    assert_says_nothing_of(other, answer.text)


def test_an_ended_ask_or_walk_reads_as_one_that_never_was(client, other):
    good = good_tokens(other)
    Ask.objects.update(asked_at=NOW - LINK_HOLDS)
    HelpWalk.objects.update(answered_at=NOW - timedelta(days=400))
    before = list(rows())

    for address in (one for one in ADDRESSES if one.startswith(("new/", "help/"))):
        token = good[address.removesuffix("{token}/")]
        for method in METHODS:
            answer = knock(client, method, address, token)
            unknown = knock(client, method, address, "nonsense")
            assert answer.status_code in (404, 405), (method, address)
            assert said(answer, token) == said(unknown, "nonsense"), (method, address)

    assert list(rows()) == before


def test_with_ones_own_link_nothing_of_another_customer_is_reached(client, other):
    """What an address or a form names is looked for in the case of its link only."""
    mine, form = case_of(), forms(client, other)
    file = StoredFile.objects.get(notifications__thread=other.reference).pk
    assert client.get(f"{address_of(other)}files/{file}/").status_code == 200
    theirs = of_case(other)

    for address in (one for one in ADDRESSES if one.startswith("s/{token}")):
        named = address.replace("{pk}", str(file))
        for method in METHODS:
            token = last_of(address_of(mine))  # one of the forms ends it
            answer = knock(client, method, named, token, form)
            assert_says_nothing_of(other, b"".join(answer).decode())
            if "{pk}" in address and method in ("get", "head"):
                unknown = knock(client, method, address, token)
                assert answer.status_code == 404
                assert said(answer, token) == said(unknown, token)

    assert of_case(other) == theirs
    assert not mine.messages.exists()


def of_case(case: Case) -> list[object]:
    """All that a customer's forms could change of a case."""
    case.refresh_from_db()
    case.customer.refresh_from_db()
    return [
        case.version, case.status, case.contact, list(case.events.values()),
        list(case.messages.values()), list(case.links.values()), hasattr(case, "survey"),
        list(walk_of(case).answers.values()), case.customer.only_essential,
    ]  # fmt: skip
