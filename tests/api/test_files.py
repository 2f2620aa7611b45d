"""Files over the API: sent up, named in what is written, read; and a second reply that is held."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from support.audit.models import Entry
from support.cases.models import Message, Status
from support.cases.services import send_reply
from support.files.models import StoredFile
from tests.answering.making import make_macro
from tests.api.asking import V1, client_for, errors
from tests.factories import make_agent, make_case, make_payment

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 proof"


@pytest.fixture
def person() -> Any:
    return make_agent()


@pytest.fixture
def api(person: Any) -> Any:
    return client_for(person)


def send_up(api: Any, content: bytes = PDF, **more: Any) -> Any:
    body = {"file": SimpleUploadedFile("proof.pdf", content)}
    return api.post(f"{V1}files/", body, format="multipart", **more)


def path(case: Any, what: str) -> str:
    return f"{V1}cases/{case.reference}/{what}/"


def test_a_file_is_sent_up_named_in_a_reply_and_read_again(api: Any, person: Any):
    case = make_case()
    told = send_up(api)
    assert told.status_code == 201
    file = told.json()
    assert (file["name"], file["kind"], file["size"]) == ("proof.pdf", "application/pdf", len(PDF))
    assert file["is_cleared"] is True

    body = {"body": "Here it is.", "files": [file["id"]]}
    written = api.post(path(case, "messages"), body)

    assert [one["id"] for one in written.json()["files"]] == [file["id"]]
    shown = api.get(f"{V1}cases/{case.reference}/").json()["messages"]
    assert [[one["id"] for one in message["files"]] for message in shown] == [[file["id"]]]
    answer = api.get(path(case, f"files/{file['id']}"))
    assert answer.content == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="proof.pdf"'
    assert Entry.objects.get(kind="file_taken").actor == person
    assert api.get(path(make_case(), f"files/{file['id']}")).status_code == 404
    assert api.get(path(case, f"files/{'-' * 36}")).status_code == 404


def test_only_what_is_ones_own_and_waits_can_be_named(api: Any):
    case = make_case()
    others = send_up(client_for(make_agent())).json()["id"]
    mine = send_up(api).json()["id"]
    api.post(path(case, "notes"), {"body": "For us", "files": [mine]})

    for wrong in (others, mine, "not a name"):
        answer = api.post(path(case, "messages"), {"body": "Here.", "files": [wrong]})
        assert answer.status_code == 400
        assert errors(answer)[0][1].startswith("files")
    many = api.post(
        path(case, "messages"), {"body": "Here.", "files": [send_up(api).json()["id"]] * 6}
    )
    assert errors(many) == [("max_length", "files")]


def test_what_is_not_taken_says_why(api: Any):
    assert errors(send_up(api, b"MZ\x90\0")) == [("kind", None)]
    assert errors(send_up(api, b"")) == [("empty", None)]
    assert errors(api.post(f"{V1}files/", {}, format="multipart")) == [("required", "file")]
    assert not StoredFile.objects.exists()


def test_a_large_file_under_a_key_is_kept_once(api: Any):
    content = PDF + bytes(2_000_000)

    first = send_up(api, content, headers={"Idempotency-Key": "one"})
    second = send_up(api, content, headers={"Idempotency-Key": "one"})
    other = send_up(api, PDF, headers={"Idempotency-Key": "one"})

    assert (first.status_code, second.content) == (201, first.content)
    assert other.status_code == 422
    assert StoredFile.objects.get().size == len(content)


def test_a_form_that_is_none_is_refused_under_a_key_too(api: Any):
    answer = api.generic(
        "POST", f"{V1}files/", b"--x", content_type="multipart/form-data",
        headers={"Idempotency-Key": "one"},
    )  # fmt: skip

    assert errors(answer) == [("parse_error", None)]


def test_what_is_held_can_not_be_sent_or_read(api: Any, settings: Any):
    settings.CLAMD = "/nowhere/clamd.ctl"
    case, file = make_case(), send_up(api).json()
    assert file["is_cleared"] is False

    refused = api.post(path(case, "messages"), {"body": "Here.", "files": [file["id"]]})

    assert errors(refused) == [("not_scanned", None)]
    assert not case.messages.exists()
    api.post(path(case, "notes"), {"body": "For us", "files": [file["id"]]})
    assert api.get(path(case, f"files/{file['id']}")).status_code == 404


def test_what_a_customer_answered_wakes_their_case_with_their_files(api: Any):
    case, file = make_case(status=Status.WAITING_CUSTOMER), send_up(api).json()

    answer = api.post(path(case, "answers"), {"medium": "chat", "files": [file["id"]]})

    assert answer.status_code == 201
    message = case.messages.get()
    assert (message.kind, message.medium, message.body) == ("incoming", "chat", "")
    assert message.files.count() == 1
    assert errors(api.post(path(case, "answers"), {"body": " "})) == [("required", None)]


def test_a_new_case_carries_the_files_that_came_with_it(api: Any):
    file = send_up(api).json()["id"]
    customer = {"email": "li@example.test"}

    answer = api.post(
        f"{V1}cases/", {"subject": "Where is it?", "customer": customer, "files": [file]}
    )

    assert answer.status_code == 201
    assert [one["id"] for one in answer.json()["messages"][0]["files"]] == [file]


def test_words_that_are_written_down_are_not_written_again_with_a_file(api: Any):
    payment = make_payment(reference="PAY-1")
    said = {"subject": "Where is it?", "payment": payment.reference, "body": "It has not come."}
    api.post(f"{V1}cases/", said)

    for _time in "ab":
        answer = api.post(f"{V1}cases/", {**said, "files": [send_up(api).json()["id"]]})
        assert answer.status_code == 200

    told = [(one["body"], len(one["files"])) for one in answer.json()["messages"]]
    assert told == [("It has not come.", 0), ("", 1), ("", 1)]


def test_files_for_a_macro_that_writes_nothing_are_refused(api: Any):
    case, macro = make_case(), make_macro(tags=["seen"])
    given = {"files": [send_up(api).json()["id"]]}

    answer = api.post(path(case, f"macros/{macro.slug}"), given)

    assert errors(answer) == [("files_alone", None)]
    case.refresh_from_db()
    assert case.tags == []


def reply_of_somebody_else(case: Any) -> None:
    other = make_agent(first_name="Amy", last_name="Hu")
    send_reply(case, "On it.", now=timezone.now(), actor=other, context={})


def test_a_second_reply_within_a_minute_is_held_and_says_of_whom(api: Any):
    case = make_case()
    reply_of_somebody_else(case)

    held = api.post(path(case, "messages"), {"body": "Me too."})

    assert held.status_code == 409
    assert errors(held) == [("other_reply", None)]
    said = held.json()["errors"][0]["detail"]
    when = timezone.localtime(Message.objects.get().written_at).isoformat("T", "seconds")
    assert said == f"Amy Hu replied to this customer at {when}. Yours has not left."
    sent = api.post(path(case, "messages"), {"body": "Me too.", "anyway": True})
    assert sent.status_code == 201
    again = api.post(path(case, "messages"), {"body": "And this."})
    assert again.status_code == 409


def test_a_macro_that_writes_is_held_by_the_same_rule(api: Any):
    case, macro = make_case(), make_macro()
    reply_of_somebody_else(case)
    address = path(case, f"macros/{macro.slug}")

    assert errors(api.post(address, {})) == [("other_reply", None)]
    assert case.messages.count() == 1
    assert api.post(address, {"anyway": True}).status_code == 201
