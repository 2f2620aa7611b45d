"""What is masked at the door, and where it is said."""

import json

import pytest
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from support.answering.drafts import keep_draft
from support.answering.models import Draft
from support.cases.models import Case, CaseEvent
from support.files.models import StoredFile
from support.intake.masking.requests import mask_form
from support.intake.models import RefusedEvent
from support.intake.refusals.letting_in import replay_refused
from support.intake.refusals.sealing import open_sealed
from support.notifications.models import Notification
from support.payments.models import Payment, PaymentReference
from tests.api.asking import V1, client_for
from tests.desk.conftest import agent, desk
from tests.desk.walking import HTMX, answer, make_walk
from tests.every import every
from tests.factories import NOW, make_case, make_payment, payment_event
from tests.intake.signing import send

__all__ = ["agent", "desk"]  # fixtures of the desk

pytestmark = pytest.mark.django_db
CARD = "4242 4242 4242 4242"
TOLD = [{"kind": "card", "end": "4242"}]


@pytest.fixture
def api(agent):
    return client_for(agent)


def lines_of(case):
    return list(case.events.filter(kind=CaseEvent.Kind.MASKED).values_list("values", flat=True))


def stream_of(desk, case):
    return desk.get(reverse("case-part", args=[case.reference, "stream"])).text


def test_a_note_keeps_the_last_four_and_the_timeline_says_so(desk, agent):
    case = make_case()

    sent = desk.post(reverse("case-note", args=[case.reference]), {"body": f"Has {CARD}."},
                     headers=HTMX)  # fmt: skip

    assert case.messages.get().body == "Has ****4242."
    assert lines_of(case) == [{"where": "note", "masked": TOLD}]
    assert case.events.get(kind="masked").actor == agent
    sentence = "A card number ending in 4242 was masked in this note."
    assert sentence in stream_of(desk, case)
    assert json.loads(sent["HX-Trigger"]) == {"stream-changed": {}, "said": {"words": sentence}}


def test_a_reply_leaves_without_it(desk):
    case = make_case()

    desk.post(reverse("case-reply", args=[case.reference]), {"body": f"Your card {CARD}"})

    assert lines_of(case) == [{"where": "reply", "masked": TOLD}]
    rows = Notification.objects.filter(event="agent-reply")
    assert {row.context["reply"] for row in rows} == {"Your card ****4242"}


def test_whoever_writes_sees_before_sending_what_will_be_masked(desk):
    case = make_case()
    address = reverse("case-draft", args=[case.reference, "note"])
    sentence = "A card number ending in 4242 will be masked."

    kept = desk.post(address, {"body": f"Has {CARD}"}, headers=HTMX)

    assert sentence in kept.text
    assert 'hx-swap-oob="true"' in kept.text
    assert 'name="masked"' in kept.text
    assert "HX-Trigger" not in kept
    assert Draft.objects.get().body == "Has ****4242"
    assert lines_of(case) == []
    assert sentence in desk.get(reverse("case", args=[case.reference])).text

    gone = desk.post(address, {"body": "Has", "masked": "1"}, headers=HTMX)
    assert (gone.status_code, "will be masked" in gone.text) == (200, False)
    assert desk.post(address, {"body": "Has none"}, headers=HTMX).status_code == 204


def test_a_preview_shows_what_leaves_and_says_what_does_not(desk):
    case = make_case()

    seen = desk.post(reverse("case-reply-preview", args=[case.reference]),
                     {"body": f"Your card {CARD}"})  # fmt: skip

    assert CARD not in seen.text
    assert "Your card ****4242" in seen.text
    assert "A card number ending in 4242 will be masked." in seen.text
    assert lines_of(case) == []


def test_what_was_masked_while_it_was_written_is_said_once_it_is_sent(desk):
    case = make_case()
    desk.post(reverse("case-draft", args=[case.reference, "note"]), {"body": CARD}, headers=HTMX)
    kept = Draft.objects.get().body
    desk.post(reverse("case-draft", args=[case.reference, "note"]), {"body": f"{kept}, OTP 483920"},
              headers=HTMX)  # fmt: skip

    desk.post(reverse("case-note", args=[case.reference]), {"body": Draft.objects.get().body})

    code = {"kind": "code", "end": ""}
    assert lines_of(case) == [{"where": "note", "masked": [*TOLD, code]}]


def test_what_was_masked_and_taken_out_again_is_not_said(agent):
    case = make_case()
    keep_draft(case, "note", "Has ****4242", author=agent, now=NOW, masked=TOLD)

    assert keep_draft(case, "note", "Has ****", author=agent, now=NOW) == []


def test_what_is_refused_says_nothing_on_the_timeline(desk):
    case = make_case()
    address = reverse("case-resolve", args=[case.reference])

    refused = desk.post(address, {"ending": "nonsense", "note": CARD}, headers=HTMX)

    assert refused.status_code == 422
    assert CARD not in refused.text
    assert lines_of(case) == []


def test_a_new_case_from_a_call_says_what_was_masked(desk):
    payment = make_payment()

    desk.post(reverse("case-new"), {"payment": payment.reference, "words": f"My card is {CARD}",
                                    "medium": "phone"})  # fmt: skip

    case = Case.objects.get()
    assert case.messages.get().body == "My card is ****4242"
    assert lines_of(case) == [{"where": "words", "masked": TOLD}]


def test_words_on_a_step_are_masked(desk):
    case, walk = make_walk()

    form = answer(walk, "q1", note=f"Says {CARD}")
    desk.post(reverse("walk-answer", args=[case.reference]), form, headers=HTMX)

    assert case.events.get(kind="answered").note == "Says ****4242"
    assert lines_of(case) == [{"where": "", "masked": TOLD}]


def test_the_api_names_what_was_masked(api):
    case = make_case()

    noted = api.post(f"{V1}cases/{case.reference}/notes/", {"body": f"Has {CARD}"})
    plain = api.post(f"{V1}cases/{case.reference}/notes/", {"body": "Has none"})

    assert (noted.status_code, noted.json()["body"]) == (201, "Has ****4242")
    assert noted.json()["masked"] == TOLD
    assert "masked" not in plain.json()
    assert lines_of(case) == [{"where": "note", "masked": TOLD}]


def test_a_case_opened_over_the_api_says_what_was_masked(api):
    payment = make_payment()

    made = api.post(f"{V1}cases/", {"subject": f"Card {CARD}", "payment": payment.reference,
                                    "body": "身份证110101199003071233"})  # fmt: skip

    assert made.json()["subject"] == "Card ****4242"
    identity = {"kind": "identity", "end": "1233"}
    assert made.json()["masked"] == [*TOLD, identity]
    assert lines_of(Case.objects.get()) == [{"where": "words", "masked": [*TOLD, identity]}]


def test_numbers_and_escapes_in_json_hide_nothing(api):
    case = make_case()
    escaped = "".join(f"\\u{ord(mark):04x}" for mark in "4242424242424242")

    lines = '{"body": "4242\\n4242\\r\\n4242\\t4242"}'
    for body in (f'{{"body": "{escaped}"}}', '{"body": 4242424242424242}', lines):
        api.post(f"{V1}cases/{case.reference}/notes/", body, content_type="application/json")

    assert [row.body for row in case.messages.all()] == ["****4242"] * 3


@every("named", ["*/*", "application/*", "*/json", "*/*; charset=utf-8"])
def test_a_body_that_names_no_type_is_not_read_past_the_masking(api, named):
    case = make_case()
    body = json.dumps({"body": CARD})

    refused = api.post(f"{V1}cases/{case.reference}/notes/", body, content_type=named)

    assert (refused.status_code, case.messages.count()) == (415, 0)


@every(
    "typed, kept",
    [
        ('{"otp": "483920"}', '{"otp": "****"}'),
        ('{"pan": 4242424242424242}', '{"pan": "****4242"}'),
        ('{"pan": "\\u0034242424242424242"}', '{"pan": "****4242"}'),
        ('{"pan": "4242424242424242", "a":  [1]}', '{"pan": "****4242", "a":  [1]}'),
        ("{4242424242424242", "{****4242"),
    ],
)
def test_what_is_pasted_into_a_field_stays_json(typed, kept):
    form = HttpRequest()
    form.POST = QueryDict(mutable=True)
    form.POST["payload"] = typed

    assert len(mask_form(form)) == 1
    assert form.POST["payload"] == kept


def test_fields_of_passwords_and_keys_stay():
    form = HttpRequest()
    form.POST = QueryDict(mutable=True)
    form.POST.update({"password": "4242424242424242", "once": "4242424242424242"})

    assert mask_form(form) == []


def test_an_answer_over_the_api_says_it_on_the_timeline(api):
    case, walk = make_walk()
    body = {"node": "q1", "option": "yes", "note": f"Says {CARD}", "seen": 0}

    given = api.post(f"{V1}walks/{walk.pk}/answers/", body)

    assert (given.status_code, given.json()["masked"]) == (201, TOLD)
    assert lines_of(case) == [{"where": "", "masked": TOLD}]


def test_what_is_done_to_many_is_said_on_each(api):
    cases = [make_case(), make_case()]
    wanted = [{"case": case.reference, "seen": case.version} for case in cases]

    api.post(f"{V1}cases/bulk/", {"deed": "tag", "cases": wanted, "add": "4242424242424242"})

    assert [lines_of(case) for case in cases] == [[{"where": "", "masked": TOLD}]] * 2


def test_done_once_it_is_told_the_same_again(api):
    case = make_case()
    key = {"Idempotency-Key": "one"}
    address, body = f"{V1}cases/{case.reference}/notes/", {"body": CARD}

    first = api.post(address, body, headers=key)
    again = api.post(address, body, headers=key)

    assert first.json() == again.json()
    assert again.json()["masked"] == TOLD
    assert len(lines_of(case)) == 1


def test_a_known_reference_that_looks_like_a_card_stays(desk):
    payment = make_payment(reference="4242424242424242")
    PaymentReference.objects.create(payment=payment, kind="arn", value="5555555555554444")
    case = make_case(payment=payment)

    desk.post(reverse("case-note", args=[case.reference]),
              {"body": "4242424242424242 and 5555555555554444"})  # fmt: skip

    assert case.messages.get().body == "4242424242424242 and 5555555555554444"
    assert lines_of(case) == []


def test_a_case_that_was_merged_says_it_where_it_is_kept(desk):
    kept = make_case()
    case = make_case(merged_into=kept)

    desk.post(reverse("case-note", args=[case.reference]), {"body": CARD})

    assert lines_of(kept) == [{"where": "note", "masked": TOLD}]


def test_what_asks_nothing_masked_asks_the_database_nothing(desk, django_assert_num_queries):
    case = make_case()
    address = reverse("case-draft", args=[case.reference, "note"])
    desk.post(address, {"body": "first"}, headers=HTMX)

    with django_assert_num_queries(5):
        desk.post(address, {"body": "PAY-777123 of 2026-11-30 12:30, 1,200.00 CNY"}, headers=HTMX)


def test_an_event_keeps_neither_card_nor_account_and_the_case_says_so(tree, desk):
    event = payment_event(
        failure_message=f"Card {CARD} closed", counterparty_name="5555555555554444",
        counterparty_account="4242424242424242", customer={"name": f"Ann {CARD}"},
        reference="4012345678901234565",
    )  # fmt: skip

    case = Case.objects.get(reference=send(event).json()["case"])

    payment = Payment.objects.get()
    assert payment.failure_message == "Card ****4242 closed"
    assert payment.counterparty_name == "****4444"
    assert payment.counterparty_account == "************4242"
    assert payment.reference == "4012345678901234565"
    assert case.contact.name == "Ann ****4242"
    [line] = lines_of(case)
    assert line["where"] == "event"
    assert "was masked in what the payment system sent." in stream_of(desk, case)


def test_a_refused_event_is_kept_under_seal_and_read_whole_again(tree, settings):
    event = payment_event(reference="", counterparty_account="4242424242424242")
    send(event, "evt_1")

    kept = RefusedEvent.objects.get()
    assert b"4242424242424242" not in bytes(kept.sealed)
    assert json.loads(kept.body) == event
    assert "4242424242424242" not in kept.shown

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert kept.body is not None
    settings.SECRET_KEY_FALLBACKS = []
    assert RefusedEvent.objects.get().body is None
    assert open_sealed(b"{}") == b"{}"  # of before


def test_a_refused_event_can_be_let_in_with_its_account(tree):
    body = json.dumps(payment_event(counterparty_account="DE89370400440532013000")).encode()
    send(b"no JSON", "evt_1")
    kept = RefusedEvent.objects.get()
    kept.sealed = body
    kept.save(update_fields=["sealed"])

    replay_refused(kept.pk, now=NOW)

    payment = Payment.objects.get()
    assert (payment.counterparty_account, payment.counterparty_format) == (
        "************3000", "plausible",
    )  # fmt: skip


def test_the_name_of_a_file_is_masked(desk, tmp_path, monkeypatch):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.stored.making import lie_in

    lie_in(tmp_path, monkeypatch)
    case = make_case()
    file = SimpleUploadedFile("card 4242-4242-4242-4242.pdf", b"%PDF-1.7 proof")

    desk.post(
        reverse("case-draft-files", args=[case.reference, "note"]), {"file": file, "body": ""}
    )

    assert StoredFile.objects.get().name == "card ____4242.pdf"
