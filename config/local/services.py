"""`make up-services`: both servers in the foreground, for tools that want their addresses."""

import shlex
import signal

from config.local.children import exit_on
from config.local.environment import var_folder
from config.local.errors import LocalServerError
from config.local.servers.ensuring import ensure_servers
from config.local.terminal import say


def main() -> None:
    exit_on(signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    try:
        with ensure_servers(var_folder()) as servers:
            for name, url in servers.as_environment().items():
                say(f"export {name}={shlex.quote(url)}")
            signal.pause()
    except LocalServerError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
