"""Wait until the web server answers, then say where to look. A process of its own of `make run`."""

import http.client
import sys
import time

from config.local.terminal import say

PATIENCE_SECONDS = 60
PAUSE_SECONDS = 0.1
# As load_demo makes them.
PASSWORD = "casewalk"  # noqa: S105 - the demo's
LOGINS = {
    "amy": "support agent, works in English",
    "li": "客服，使用中文界面",
    "sofia": "lead / 主管",
    "admin": "administrator / 管理员",
}


def main() -> None:
    port = int(sys.argv[1])
    status = first_status(port)
    if status is None:
        raise SystemExit(f"The web server did not answer within {PATIENCE_SECONDS} seconds.")
    if status >= http.client.INTERNAL_SERVER_ERROR:
        raise SystemExit(f"The web server answers with error {status}; the lines above say why.")
    say(text(port))


def first_status(port: int) -> int | None:
    """Return the status of the first answer, or None if none came."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up_at:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status
        except OSError:
            time.sleep(PAUSE_SECONDS)
        finally:
            connection.close()
    return None


def text(port: int) -> str:
    address = f"http://127.0.0.1:{port}/"
    logins = "\n".join(f"    {name} / {PASSWORD}   {role}" for name, role in LOGINS.items())
    return f"""
ready  {address}   (Ctrl-C stops everything)
就绪   {address}   (按 Ctrl-C 全部停止)

  Sign in as / 登录账号：
{logins}

  Look first at the queue, open the topmost case and follow the guide beside the conversation.
  Every message to customers is at {address}outbox/
  请先看工作队列，打开第一个工单，按会话旁的指引操作。发给客户的所有消息见 {address}outbox/
"""


if __name__ == "__main__":
    main()
