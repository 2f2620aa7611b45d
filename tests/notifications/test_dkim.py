"""Our domain vouches for its mail."""

import re
import shutil
import subprocess
from email import message_from_bytes
from pathlib import Path

import dkim
import pytest
from pytest_django.fixtures import Settings

from support.notifications.models import Reason
from support.notifications.transports.base import TransportError
from support.notifications.transports.composing import compose_mail
from tests.notifications.outgoing import make_outgoing

OPENSSL = shutil.which("openssl") or ""
pytestmark = pytest.mark.skipif(not OPENSSL, reason="a key pair is made by openssl")
RECORD_AT = b"post._domainkey.casewalk.example."
LINK = "https://pay.casewalk.example/stop/abcdefgh/"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dkim") / "key.pem"
    command = [OPENSSL, "genrsa", "-traditional", "-out", str(path), "2048"]
    subprocess.run(command, check=True, capture_output=True)
    return path


@pytest.fixture
def record(key: Path, settings: Settings) -> bytes:
    """Sign from now on; return what the DNS says of the key."""
    settings.DKIM_DOMAIN, settings.DKIM_SELECTOR = "casewalk.example", "post"
    settings.DKIM_KEY = str(key)
    command = [OPENSSL, "rsa", "-in", str(key), "-pubout"]
    public = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return f"v=DKIM1; k=rsa; p={''.join(public.splitlines()[1:-1])}".encode()


def is_good(content: bytes, record: bytes) -> bool:
    def look_up(name: bytes, timeout: int = 5) -> bytes:
        return record if name == RECORD_AT else b""

    return bool(dkim.verify(content, dnsfunc=look_up))


@pytest.mark.parametrize(
    "overrides",
    [
        {},
        {"subject": "您的出款已到账 " * 20, "text": "您好\n.\n\n\n", "unsubscribe_url": LINK},
        {"address": "李伟@例子.中国"},
        {"thread": "", "html": ""},
    ],
)
def test_a_signed_mail_is_verified_by_its_receiver(
    record: bytes, overrides: dict[str, str]
) -> None:
    assert is_good(compose_mail(make_outgoing(**overrides)).content, record)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"li@example.test", b"mallory@example.test"),
        (b"One-Click", b"No-Click"),
        (b"Please check", b"Please change"),
        (b"\r\nSubject:", b"\r\nFrom: evil@evil.test\r\nSubject:"),
        (b"\r\nSubject:", b"\r\nReply-To: evil@evil.test\r\nSubject:"),
    ],
)
def test_a_mail_that_was_changed_on_the_way_is_not(
    record: bytes, was: bytes, becomes: bytes
) -> None:
    content = compose_mail(make_outgoing(thread="", unsubscribe_url=LINK)).content
    changed = content.replace(was, becomes)

    assert changed != content
    assert not is_good(changed, record)


def test_the_signature_covers_what_one_click_needs(record: bytes) -> None:
    content = compose_mail(make_outgoing(unsubscribe_url=LINK)).content

    signature = message_from_bytes(content)["DKIM-Signature"]
    signed = re.sub(r"\s", "", re.search(r"h=([^;]*);", signature)[1]).split(":")
    assert {"from", "to", "subject", "list-unsubscribe", "list-unsubscribe-post"} <= set(signed)
    assert signed.count("from") == 2


def test_a_mail_signed_again_differs_in_the_signature_only(record: bytes) -> None:
    outgoing = make_outgoing()

    one, other = (compose_mail(outgoing).content.partition(b"\r\nContent-Type") for _ in "12")

    assert one[1:] == other[1:]


def test_the_key_may_stand_in_the_setting_itself(
    key: Path, record: bytes, settings: Settings
) -> None:
    settings.DKIM_KEY = key.read_text()

    assert is_good(compose_mail(make_outgoing()).content, record)


@pytest.mark.parametrize("given", ["/nowhere/key.pem", "-----BEGIN RSA PRIVATE KEY-----\nx\n"])
def test_a_key_that_cannot_be_used_keeps_mail_back_until_it_is_mended(
    record: bytes, settings: Settings, given: str
) -> None:
    settings.DKIM_KEY = given

    with pytest.raises(TransportError) as refused:
        compose_mail(make_outgoing())

    assert (refused.value.reason, refused.value.permanent) == (Reason.TECHNICAL, False)


def test_nothing_is_signed_unless_a_domain_is_set(settings: Settings) -> None:
    settings.DKIM_DOMAIN = ""

    assert b"DKIM-Signature" not in compose_mail(make_outgoing()).content
