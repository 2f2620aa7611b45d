"""Two web machines, the proxy and the pooler as deploy/ has them, to be killed at will."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from config.local.children import dying_with_us
from config.local.servers.owner import owner_of

PROJECT = Path(__file__).resolve().parents[2]
GUNICORN = ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
# What systemd does with a socket unit: the socket is descriptor 3 of whom it starts.
HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.set_inheritable(3, True)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""
START_SECONDS = 120.0
STOP_SECONDS = 60.0


def start(
    command: list[str], log: Path, environment: Mapping[str, str] | None = None, fd: int = -1
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, which dies with us."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[fd] if fd >= 0 else [],
            preexec_fn=dying_with_us(signal.SIGKILL),  # noqa: PLW1509 - it takes no lock
        )


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill -9 a program with all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


class WebMachine:
    """One address with two gunicorns, as casewalk-web.socket and two casewalk-web@ make them."""

    def __init__(self, name: str, folder: Path, environment: Mapping[str, str]) -> None:
        self.log = folder / f"{name}.log"
        self.told = folder / f"{name}.notify"
        self.environment = dict(environment)
        self.port = 0
        self.listener: socket.socket | None = None
        self.running: dict[int, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start what is missing, the socket too, as systemd does after a crash or at boot."""
        if self.listener is None:
            self.listener = socket.create_server(("127.0.0.1", self.port), backlog=2048)
            self.port = self.listener.getsockname()[1]
        for number in (1, 2):
            if number not in self.running or self.running[number].poll() is not None:
                self._start_one(number)

    def kill_one(self) -> None:
        kill_group(self.running[1])

    def kill(self) -> None:
        """Let the whole machine go out: nobody listens there until it is started again."""
        for process in self.running.values():
            kill_group(process)
        if self.listener is not None:
            self.listener.close()
            self.listener = None

    def restart_in_turn(self) -> None:
        """Do what `systemctl restart` does to one after the other, each once the last is ready."""
        for number, process in list(self.running.items()):
            with self._notices() as notices:
                process.terminate()
                process.wait(STOP_SECONDS)
                self._start_one(number, NOTIFY_SOCKET=str(self.told))
                while b"READY=1" not in notices.recv(1024):
                    pass

    def _start_one(self, number: int, **more: str) -> None:
        assert self.listener is not None
        fd = self.listener.fileno()
        command = [sys.executable, "-c", HAND_OVER, str(fd), *GUNICORN]
        self.running[number] = start(command, self.log, self.environment | more, fd)

    def _notices(self) -> socket.socket:
        """Open what Type=notify has systemd listen at."""
        self.told.unlink(missing_ok=True)
        notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        notices.bind(str(self.told))
        notices.settimeout(START_SECONDS)
        return notices


class Program:
    """One program that a supervisor starts again."""

    def __init__(self, log: Path, command: Callable[[], list[str]]) -> None:
        self.log = log
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if self.process is None or self.process.poll() is not None:
            self.process = start(self.command(), self.log)

    def kill(self) -> None:
        if self.process is not None:
            kill_group(self.process)


class Proxy(Program):
    """Debian's nginx with the sample of deploy/nginx, its addresses and paths made ours."""

    def __init__(self, folder: Path, ports: list[int]) -> None:
        self.folder = folder / "nginx"
        self.folder.mkdir()
        self.plain, self.port = free_port(), free_port()
        self.certificate = self.folder / "casewalk.pem"
        self._write(ports)
        super().__init__(folder / "nginx.log", self._command)

    def _command(self) -> list[str]:
        main = self.folder / "nginx.conf"
        return ["nginx", "-p", str(self.folder), "-e", "stderr", "-c", str(main)]

    def _write(self, ports: list[int]) -> None:
        name = "/CN=casewalk.example"
        names = "subjectAltName=IP:127.0.0.1,DNS:casewalk.example"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
             "-subj", name, "-addext", names, "-out", str(self.certificate),
             "-keyout", str(self.folder / "casewalk.key")],
            check=True, capture_output=True,
        )  # fmt: skip
        sample = PROJECT / "deploy" / "nginx"
        upstreams = (sample / "upstreams.conf").read_text()
        upstreams = upstreams.replace("127.0.0.1:8001", f"127.0.0.1:{ports[0]}")
        upstreams = upstreams.replace("# server 192.0.2.12:8001", f"server 127.0.0.1:{ports[1]}")
        assert upstreams.count("server 127.0.0.1:") == 2
        changes = {
            "listen 80 default_server": f"listen 127.0.0.1:{self.plain}",
            "listen 443 ssl default_server": f"listen 127.0.0.1:{self.port} ssl",
            "/etc/nginx/casewalk-upstreams.conf": str(self.folder / "upstreams.conf"),
            "/etc/nginx/tls/": f"{self.folder}/",
            "/var/log/nginx/": f"{self.folder}/",
            "/var/lib/casewalk": str(self.folder.parent),
        }
        text = (sample / "casewalk.conf").read_text()
        for old, new in changes.items():
            assert old in text, old
            text = text.replace(old, new)
        folders = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = "".join(f"{f}_temp_path {self.folder}/{f};\n" for f in folders)
        (self.folder / "upstreams.conf").write_text(upstreams)
        (self.folder / "casewalk.conf").write_text(text)
        (self.folder / "nginx.conf").write_text(
            f"daemon off;\npid {self.folder}/nginx.pid;\nworker_processes 1;\n"
            "events { worker_connections 1024; }\nhttp {\ninclude /etc/nginx/mime.types;\n"
            f"{temporary}include {self.folder}/casewalk.conf;\n}}\n"
        )


class Pooler(Program):
    """Debian's PgBouncer in transaction mode, with fewer connections than there are clients."""

    def __init__(self, folder: Path, database: Mapping[str, str]) -> None:
        self.folder = folder / "pgbouncer"
        self.folder.mkdir(mode=0o700)
        self.owner = owner_of(folder / "postgres")
        self.url = (
            f"postgresql://{database['USER']}:{database['PASSWORD']}"
            f"@{str(self.folder).replace('/', '%2F')}:6432/{database['NAME']}"
        )
        settings = {
            "listen_addr": "", "listen_port": "6432", "unix_socket_dir": self.folder,
            "auth_type": "scram-sha-256", "auth_file": self.folder / "users.txt",
            "pool_mode": "transaction", "default_pool_size": "8", "max_client_conn": "200",
            "server_reset_query": "", "server_login_retry": "1",
        }  # fmt: skip
        lines = "\n".join(f"{name} = {value}" for name, value in settings.items())
        (self.folder / "pgbouncer.ini").write_text(
            f"[databases]\n{database['NAME']} = host={database['HOST']} "
            f"dbname={database['NAME']}\n[pgbouncer]\n{lines}\n"
        )
        users = f'"{database["USER"]}" "{database["PASSWORD"]}"\n'
        (self.folder / "users.txt").write_text(users)
        for path in (self.folder, *self.folder.iterdir()):
            os.chown(path, self.owner.uid, self.owner.gid)
        super().__init__(folder / "pgbouncer.log", self._command)

    def _command(self) -> list[str]:
        program = Path("/usr/sbin/pgbouncer")
        stepped = self.owner.command(program, self.folder, death_signal=signal.SIGKILL)
        return [*stepped, str(self.folder / "pgbouncer.ini")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
