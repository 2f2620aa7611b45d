"""A real Kannel with its fake SMSC, for the length of a test; everything on the loopback."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

FAKE_SMSC = "/usr/lib/kannel/test/fakesmsc"
CONFIG = """
group = core
admin-port = {admin}
admin-password = admin
smsbox-port = {smsbox}
store-type = spool
store-location = "{folder}/spool"
box-allow-ip = "127.0.0.1"

group = smsc
smsc = fake
smsc-id = fake
host = 127.0.0.1
port = {fake}
connect-allow-ip = 127.0.0.1

group = smsc
smsc = fake
smsc-id = customers
host = 127.0.0.1
port = {customers}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {http}
sendsms-interface = "127.0.0.1"

group = sendsms-user
username = casewalk
password = for-tests
max-messages = 8
concatenation = true

group = sms-service
keyword = default
{incoming}
max-messages = 0
"""
# What docs/sms.md tells to enter: the number, the coding, and the text's raw bytes.
GET_URL = 'get-url = "{address}?from=%p&charset=%C&text=%b"'


@dataclass(frozen=True)
class Kannel:
    """A running gateway: the address for SMS_URL, and what reached the fake SMSC."""

    url: str
    log: Path
    customers_port: int = 0

    @contextmanager
    def text_from(self, sender: str, text: str) -> Iterator[None]:
        """Let a customer send an SMS, in the coding that phones choose for it."""
        coded = f"text {text}" if text.isascii() else f"ucs2 {quote(text.encode('utf-16-be'))}"
        command = [FAKE_SMSC, "-H", "127.0.0.1", "-r", str(self.customers_port), "-m", "1"]
        with ExitStack() as stack:
            log = self.log.with_name("customers.log")
            _start(stack, [*command, f"{sender} 1000 {coded}"], log)
            yield

    def wait_for(self, text: str, seconds: float = 15) -> str:
        """Return the fake SMSC's log once it holds a text, or as it is when time is up."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and text not in self.arrived():
            time.sleep(0.1)
        return self.arrived()

    def arrived(self) -> str:
        return self.log.read_text(errors="replace")


@contextmanager
def kannel(folder: Path, incoming: str = "") -> Iterator[Kannel]:
    """Run a gateway. What customers send is handed on to the address `incoming`."""
    names = ("admin", "smsbox", "fake", "customers", "http")
    ports = dict(zip(names, _free_ports(len(names)), strict=True))
    (folder / "spool").mkdir()
    config = folder / "kannel.conf"
    handing_on = GET_URL.format(address=incoming) if incoming else 'text = ""'
    config.write_text(CONFIG.format(folder=folder, incoming=handing_on, **ports))
    log = folder / "smsc.log"
    with ExitStack() as stack:
        _start(stack, ["/usr/sbin/bearerbox", str(config)], folder / "bearerbox.log")
        _wait_for_port(ports["smsbox"])
        _wait_for_port(ports["fake"])
        _wait_for_port(ports["customers"])
        fake = [FAKE_SMSC, "-H", "127.0.0.1", "-r", str(ports["fake"]), "-m", "0"]
        _start(stack, [*fake, "1 2 text x"], log)
        _start(stack, ["/usr/sbin/smsbox", str(config)], folder / "smsbox.log")
        _wait_for_port(ports["http"])
        yield Kannel(
            f"http://casewalk:for-tests@127.0.0.1:{ports['http']}/cgi-bin/sendsms?from=Casewalk",
            log,
            ports["customers"],
        )


def _start(stack: ExitStack, command: list[str], log: Path) -> None:
    output = stack.enter_context(log.open("w"))
    process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    stack.callback(_stop, process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_for_port(port: int, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if time.monotonic() > until:
            raise TimeoutError(f"Nothing listens on port {port}.")
        time.sleep(0.1)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _port in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
