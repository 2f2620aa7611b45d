import socket

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.test"])
def test_a_test_that_would_leave_the_machine_fails(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET

    with (
        socket.socket(family) as connection,
        pytest.raises(pytest.fail.Exception, match="would leave the machine"),
    ):
        connection.connect((host, 80))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_loopback_interface_stays_open(host: str) -> None:
    with socket.socket() as server, socket.socket() as connection:
        server.bind(("127.0.0.1", 0))
        server.listen()

        connection.connect((host, server.getsockname()[1]))

        assert connection.getpeername() == server.getsockname()
