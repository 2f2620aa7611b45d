"""Authors can look at every message there is."""

from html import unescape
from pathlib import Path

import pytest
from django.core.management import call_command

from support.customers.models import Language
from support.notifications.words.events import EVENTS
from support.notifications.words.sample_messages import all_specimens, sms_specimen, write_specimens
from support.notifications.words.segments import count_segments
from tests.notifications.mail_linter import complaints

PARTS = {"subject.txt", "txt", "html", "sms.txt"}


def test_every_message_in_every_language_and_channel_is_shown() -> None:
    shown = [(each.event, each.language, each.channel) for each in all_specimens()]

    assert shown == [
        (event, language, channel)
        for event in EVENTS
        for language in Language.values
        for channel in ("email", "sms")
    ]


def test_the_command_writes_every_part_and_says_where_to_begin(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "messages"

    call_command("show_messages", str(folder))

    names = {f"{event}.{lang}.{part}" for event in EVENTS for lang in Language for part in PARTS}
    assert {path.name for path in folder.iterdir()} == names | {"index.html"}
    assert capsys.readouterr().out == f"92 messages; begin at {folder / 'index.html'}\n"
    assert complaints((folder / "solution.zh-hans.html").read_text(encoding="utf-8")) == []
    text = (folder / "solution.en.subject.txt").read_text(encoding="utf-8")
    assert text == "[CW-4T7KQ2MZ] Your payout PO-0302-0007 came back to us\n"


def test_the_first_page_leads_to_every_mail_and_shows_every_sms(tmp_path: Path) -> None:
    write_specimens(tmp_path)

    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    for specimen in all_specimens():
        if specimen.channel == "email":
            assert f'href="{specimen.name}.html"' in page
            assert (tmp_path / f"{specimen.name}.html").exists()
        else:
            assert specimen.rendered.text.partition("http")[0] in unescape(page)


def test_writing_again_writes_over_and_leaves_other_files_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert write_specimens(tmp_path) == write_specimens(tmp_path) == 92

    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_an_sms_is_shown_as_it_reaches_its_country() -> None:
    chinese, english = sms_specimen("solution", "zh-hans"), sms_specimen("solution", "en")

    assert chinese.rendered.text.startswith("【示例支付】工单 CW-4T7KQ2MZ：")
    assert chinese.rendered.segments == count_segments(chinese.rendered.text)
    assert english.rendered.text.startswith("Mock Pay CW-4T7KQ2MZ: ")
