"""A client that a tool makes of our description, against a running server."""

import importlib
import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from support.guidance.services import start_walk
from tests.api.describing import description
from tests.factories import NOW, make_agent, make_case, make_channel, make_payment
from tests.reference import load_reference

PASSWORD = "long-enough-words"
NAME = "made_client"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a client made of the description; it takes some seconds."""
    folder = tmp_path_factory.mktemp("made")
    schema = folder / "schema.json"
    schema.write_text(json.dumps(description()))
    tool = [Path(sys.executable).with_name("openapi-python-client"), "generate", "--meta", "none"]
    to = ["--path", schema, "--output-path", folder / NAME]
    # The tool tidies what it made with ruff, where that is on the path.
    environment = {"PATH": str(Path(sys.executable).parent), "HOME": str(folder)}
    subprocess.run([*tool, *to], capture_output=True, check=True, env=environment)
    sys.path.insert(0, str(folder))
    yield folder / NAME
    sys.path.remove(str(folder))


@pytest.fixture
def client_of(made: Path, live_server: Any) -> Iterator[Any]:
    """Make a client with a token, or with whatever else is to be sent as one."""
    module = importlib.import_module(f"{NAME}.client")
    with ExitStack() as stack:

        def build(token: str, prefix: str = "Token") -> Any:
            client = module.AuthenticatedClient(live_server.url, token=token, prefix=prefix)
            stack.callback(client.get_httpx_client().close)
            return client

        yield build


def call(address: str, *names: Any, client: Any, **sent: Any) -> Any:
    """Call an operation by its name and return what the client made of the answer."""
    operation = importlib.import_module(f"{NAME}.api.{address}")
    return operation.sync_detailed(*names, client=client, **sent)


def model(name: str, **values: Any) -> Any:
    module = importlib.import_module(f"{NAME}.models")
    return getattr(module, name).from_dict(values)


def code_of(answer: Any) -> tuple[int, str]:
    return int(answer.status_code), answer.parsed.errors[0].code


def test_the_description_is_what_the_specification_says():
    validate(description())


def test_every_operation_says_what_it_does_and_where():
    operations = [
        (f"{method} {path}", operation)
        for path, methods in description()["paths"].items()
        for method, operation in methods.items()
    ]

    assert [name for name, operation in operations if not operation.get("summary")] == []
    assert len({operation["operationId"] for _name, operation in operations}) == len(operations)
    assert description()["servers"] == [{"url": "http://127.0.0.1:8000"}]
    for name, operation in operations:
        takes_key = "Idempotency-Key" in {one["name"] for one in operation.get("parameters", ())}
        is_for_agents = "tokens" not in name and "payment-events" not in name
        assert takes_key == (name.startswith("post ") and is_for_agents), name


@pytest.mark.django_db(transaction=True)
def test_a_made_client_works_a_case_and_reads_every_refusal(client_of: Any):
    load_reference()
    make_agent("bo", password=PASSWORD)
    case = make_case(payment=make_payment(channel=make_channel()))
    walk = start_walk(case, now=NOW).walk
    basic = b64encode(f"bo:{PASSWORD}".encode()).decode()
    token = call("tokens.tokens_create", client=client_of(basic, "Basic")).parsed.token
    client = client_of(token)
    new = model("NewCase", subject="Where is it?", customer={"name": "Mock Alder"})

    made = [
        call("cases.cases_create", client=client, body=new, idempotency_key="k1") for _ in range(2)
    ]
    other = model("NewCase", subject="Another", customer={"name": "Mock Alder"})
    reused = call("cases.cases_create", client=client, body=other, idempotency_key="k1")
    nobody = call("cases.cases_list", client=client_of("nonsense"))
    nothing = call("cases.cases_retrieve", "CW-00000000", client=client)
    large = call(
        "cases.cases_notes_create", case.reference, client=client,
        body=model("Body", body="x" * 600_000),
    )  # fmt: skip
    stale = call(
        "walks.walks_answers_create", walk.pk, client=client,
        body=model("Answer", node=walk.position().present.key, option="x", seen=99),
    )  # fmt: skip
    wrong = client.get_httpx_client().get("/api/v1/cases/", params={"overdue": "banana"})

    assert {answer.parsed.reference for answer in made} == {made[0].parsed.reference}
    assert [answer.status_code for answer in made] == [201, 201]
    assert code_of(reused) == (422, "idempotency_key_reused")
    assert code_of(nobody) == (401, "authentication_failed")
    assert code_of(nothing) == (404, "not_found")
    assert code_of(large) == (413, "too_large")
    assert code_of(stale) == (409, "stale")
    assert wrong.status_code == 400
    listed = call("cases.cases_list", client=client).parsed
    assert made[0].parsed.reference in {found.reference for found in listed.results}
