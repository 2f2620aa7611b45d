"""The provider that tests send to: what it logs can be relied upon."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2

from tests.notifications.sms_sink import Half, Hang, Say, SmsSink

PK = "0c8a0d3e-5f3c-4c0e-9d7a-1f2b3c4d5e6f"


def ask(sink: SmsSink, pk: str = PK) -> httpx2.Response:
    form = {"to": "+447700900123", "text": "Hello", "dlr-url": f"http://127.0.0.1/{pk}.x/"}
    with httpx2.Client(trust_env=False) as client:
        return client.get(f"http://127.0.0.1:{sink.port}/cgi-bin/sendsms", params=form)


def test_a_message_is_logged_by_our_id_before_its_answer_is_lost(tmp_path: Path) -> None:
    with SmsSink(log=tmp_path / "log") as sink:
        sink.on_message = lambda _form: Hang(0)
        for answer in (Hang(0), Half("0: Accepted")):
            sink.on_message = lambda _form, answer=answer: answer
            try:
                ask(sink)
            except httpx2.RemoteProtocolError:
                continue
            raise AssertionError("It answered.")

    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert [line["id"] for line in lines] == [PK, PK]
    assert sink.times_taken() == {PK: 2}


def test_a_message_that_is_refused_is_not_taken() -> None:
    with SmsSink() as sink:
        sink.on_message = lambda _form: Say(500, "No")
        refused = ask(sink)
        sink.on_message = lambda _form: Say(500, "No", takes=True)
        ask(sink)

    assert (refused.status_code, refused.text) == (500, "No")
    assert len(sink.taken) == 1


def test_of_many_messages_at_once_none_is_lost() -> None:
    raw = b"GET /cgi-bin/sendsms?to=%2B44&text=a&dlr-url=x HTTP/1.1\r\nHost: a\r\n\r\n"
    with SmsSink() as sink, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _number: spoken(sink.port, raw), range(500)))

    assert all(b"0: Accepted" in answer for answer in answers)
    assert len(sink.taken) == 500


def spoken(port: int, raw: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(raw)
        answer = b""
        while piece := connection.recv(4096):
            answer += piece
        return answer
