"""How a server's address is read, and that nothing goes to it in clear that must not."""

import ssl
import subprocess
from pathlib import Path

import pytest

from support.notifications.models import Reason
from support.notifications.transports.base import TransportError
from support.notifications.transports.smtp import dialogue
from support.notifications.transports.smtp.dialogue import SmtpServer
from support.notifications.transports.smtp.sending import SmtpTransport
from tests.every import every
from tests.notifications.outgoing import make_outgoing
from tests.notifications.raw_smtp import RawSmtp
from tests.notifications.test_dkim import OPENSSL


def failure(url: str) -> TransportError:
    with pytest.raises(TransportError) as failed:
        SmtpTransport(url).send(make_outgoing())
    return failed.value


@every(
    ("url", "host", "port", "is_tls", "is_starttls"),
    [
        ("smtp://mail.example/", "mail.example", 25, False, False),
        ("smtp://mail.example:2525", "mail.example", 2525, False, False),
        ("smtp://u:p@mail.example:587/?tls=True", "mail.example", 587, False, True),
        ("smtp://u:p@mail.example:465/?ssl=True", "mail.example", 465, True, False),
        ("smtps://u:p@mail.example", "mail.example", 465, True, False),
        ("smtps://u:p@mail.example:587", "mail.example", 587, False, True),
        ("smtp+ssl://mail.example", "mail.example", 465, True, False),
        ("smtp+tls://mail.example", "mail.example", 587, False, True),
        ("submission://mail.example", "mail.example", 587, False, True),
    ],
)
def test_the_address_of_a_server_says_how_it_is_spoken_to(
    url: str, host: str, port: int, is_tls: bool, is_starttls: bool
) -> None:
    server = SmtpServer.of(url)

    assert (server.host, server.port) == (host, port)
    assert (server.is_tls, server.is_starttls) == (is_tls, is_starttls)


def test_user_and_password_may_have_any_characters() -> None:
    server = SmtpServer.of("smtp://us%40er:p%2F%3A@mail.example")

    assert (server.user, server.password) == ("us@er", "p/:")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not OPENSSL:
        pytest.skip("a certificate is made by openssl")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(
        [OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", path, "-out",
         path.with_suffix(".crt")],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_text(path.read_text() + path.with_suffix(".crt").read_text())
    return path


@pytest.fixture
def tls(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """What a server with the certificate needs; we trust it."""
    ours = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(dialogue, "_tls", lambda: ours)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(certificate)
    return theirs


@pytest.mark.parametrize(("scheme", "is_tls"), [("smtps", True), ("smtp+tls", False)])
def test_mail_goes_encrypted_and_signed_in(tls: ssl.SSLContext, scheme: str, is_tls: bool) -> None:
    with RawSmtp(tls=tls, is_tls=is_tls, password="pass word") as server:
        url = f"{scheme}://user:pass%20word@localhost:{server.port}/"
        transport = SmtpTransport(url)
        transport.send(make_outgoing())
        transport.close()

    assert len(server.accepted) == 1
    assert ("STARTTLS" in server.commands) is not is_tls


def test_a_wrong_password_is_our_fault_and_no_messages() -> None:
    with RawSmtp(password="right") as server:
        error = failure(f"smtp://user:wrong@127.0.0.1:{server.port}")

    assert (error.reason, error.permanent, error.uncertain) == (Reason.TECHNICAL, False, False)
    assert error.words.startswith("535")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_server_without_tls_or_with_a_strangers_certificate_gets_no_mail(
    certificate: Path, host: str
) -> None:
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(certificate)
    offers = theirs if host == "localhost" else None
    with RawSmtp(tls=offers) as server:
        error = failure(f"smtp+tls://user:secret@{host}:{server.port}")

    assert error.reason == Reason.TECHNICAL
    assert server.accepted == []
    assert not any("AUTH" in command for command in server.commands)
