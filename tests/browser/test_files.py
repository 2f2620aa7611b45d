"""Files by hand: chosen, dropped and pasted, with a script and without; the customer takes them."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from support.answering.models import Draft
from support.cases.links import link_for
from support.cases.models import Case
from support.notifications.models import Notification
from tests.factories import make_case

pytestmark = pytest.mark.django_db(transaction=True)
PDF = b"%PDF-1.7 proof"
SLIP = {"name": "bank slip.pdf", "mimeType": "application/pdf", "buffer": PDF}
NO_FILE = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\0"}
SENT_UP = "**/drafts/*/files/"
# What a browser hands over of files that somebody drags in, or has copied.
BRINGS = """(field, [kind, name]) => {
  const brought = new DataTransfer();
  brought.items.add(new File(["%PDF-1.7 proof"], name, {type: "application/pdf"}));
  const type = kind === "paste" ? ClipboardEvent : DragEvent;
  const carries = kind === "paste" ? {clipboardData: brought} : {dataTransfer: brought};
  field.dispatchEvent(new type(kind, {bubbles: true, cancelable: true, ...carries}));
}"""


def open_case(page: Page, case: Case) -> None:
    page.goto(reverse("case", args=[case.reference]))


def test_files_are_chosen_dropped_and_pasted_and_go_out_with_the_words(desk: Any):
    case, page = make_case(), desk()
    open_case(page, case)
    page.fill("#reply-body", "Here is the proof.")
    page.set_input_files("#reply-file", SLIP)
    expect(page.locator(".reply .write-files .badge")).to_have_count(1)
    for number, kind in ((2, "drop"), (3, "paste")):
        page.locator("#reply-body").evaluate(BRINGS, [kind, f"{kind}.pdf"])
        expect(page.locator(".reply .write-files .badge")).to_have_count(number)
    expect(page.locator("#reply-body")).to_have_value("Here is the proof.")

    page.get_by_role("button", name="Take away drop.pdf").click()
    expect(page.locator(".reply .write-files .badge")).to_have_count(2)
    page.get_by_role("button", name="Send to the customer").click()

    expect(page.locator(".entry .files li")).to_have_count(2)
    with page.expect_download() as taken:
        page.locator(".entry .files a", has_text="bank slip.pdf").click()
    assert taken.value.suggested_filename == "bank slip.pdf"
    assert not Draft.objects.exists()
    Notification.objects.filter(event="agent-reply").update(state="sent", sent_at=timezone.now())
    page.goto("/s/" + link_for(case, timezone.now()).url.partition("/s/")[2])
    with page.expect_download() as given:
        page.get_by_role("link", name="paste.pdf").first.click()
    assert given.value.suggested_filename == "paste.pdf"


def held_back(page: Page) -> list[Any]:
    """Let the next request that brings files wait in a list until the test lets it go."""
    held: list[Any] = []
    page.route(SENT_UP, lambda route: held.append(route), times=1)  # noqa: PLW0108
    return held


def test_what_is_brought_and_typed_while_a_file_is_sent_up_stays(desk: Any):
    case, page = make_case(), desk()
    open_case(page, case)
    held, sent_up = held_back(page), []
    page.on("request", lambda request: sent_up.append(request) if "/files/" in request.url else 0)
    page.fill("#reply-body", "Here")
    with page.expect_request(SENT_UP):
        page.set_input_files("#reply-file", SLIP)
    for kind in ("drop", "paste"):
        page.locator("#reply-body").evaluate(BRINGS, [kind, f"{kind}.pdf"])
    page.fill("#reply-body", "Here is the proof.")
    page.locator(".write.note > summary").click()
    page.fill("#note-body", "For us")

    held[0].continue_()

    expect(page.locator(".reply .write-files .badge")).to_have_count(3)
    expect(page.locator("#reply-body")).to_have_value("Here is the proof.")
    expect(page.locator("#note-body")).to_have_value("For us")
    names = [row.name for row in Draft.objects.get(kind="reply").files.order_by("name")]
    assert names == ["bank slip.pdf", "drop.pdf", "paste.pdf"]
    assert len(sent_up) == 2


def test_a_refused_file_leaves_alone_what_was_typed_since(desk: Any):
    case, page = make_case(), desk()
    open_case(page, case)
    held = held_back(page)
    page.fill("#reply-body", "Here")
    with page.expect_request(SENT_UP):
        page.set_input_files("#reply-file", NO_FILE)
    page.fill("#reply-body", "Here it is.")
    held[0].continue_()

    expect(page.locator(".reply [role=alert]")).to_contain_text("a can't be taken")
    expect(page.locator("#reply-body")).to_have_value("Here it is.")
    page.get_by_role("button", name="Send to the customer").click()
    expect(page.locator("#stream")).to_contain_text("Here it is.")


def test_what_is_no_file_for_us_is_refused_with_a_sentence(desk: Any):
    case, page = make_case(), desk()
    open_case(page, case)
    page.fill("#reply-body", "Here it is.")
    page.set_input_files("#reply-file", NO_FILE)

    expect(page.locator(".reply [role=alert]")).to_contain_text("a can't be taken")
    expect(page.locator("#reply-body")).to_have_value("Here it is.")


def test_without_scripts_files_are_shown_before_they_leave(desk: Any):
    case, page = make_case(), desk(java_script_enabled=False)
    open_case(page, case)
    page.fill("#reply-body", "Here it is.")
    page.set_input_files("#reply-file", SLIP)

    page.get_by_role("button", name="Send to the customer").click()
    expect(page.locator(".reply .write-files .badge")).to_have_count(1)
    assert not case.messages.exists()
    page.get_by_role("button", name="Send to the customer").click()

    expect(page.locator(".entry .files li")).to_have_count(1)
