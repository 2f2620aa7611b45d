"""The receiver in docs/webhooks.md, run as it stands there."""

import re
import threading
from http.server import HTTPServer
from pathlib import Path
from typing import Any

from support.webhooks.calling import Call, call
from support.webhooks.services import new_secret

BODY = {"type": "case.opened", "data": {"case": {"reference": "CW-4T7KQ2MZ"}}}


def test_it_takes_what_is_ours_once_and_refuses_the_rest(capsys):
    (source,) = re.findall(r"```python\n(.*?)```", Path("docs/webhooks.md").read_text(), re.DOTALL)
    secret, room = new_secret(), dict[str, Any](__name__="receiver")
    exec(source.replace("whsec_...", secret), room)
    room["Receiver"].log_message = lambda *_words: None
    server = HTTPServer(("127.0.0.1", 0), room["Receiver"])
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"

    answers = [
        call(Call(url, secrets, "msg_1", BODY)).status
        for secrets in ([secret], [new_secret(), secret], [new_secret()])
    ]

    server.shutdown()
    server.server_close()
    assert answers == [204, 204, 401]
    assert capsys.readouterr().out == "case.opened CW-4T7KQ2MZ\n"
