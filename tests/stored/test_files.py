"""A file is what is in it; what may leave is scanned, and what leaves is a download."""

import io
import os
import socket
import threading
from datetime import timedelta

import pytest
from clamav_client.clamd import ClamdNetworkSocket, CommunicationError
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from support.files import orphans, scanning, tasks
from support.files.models import StoredFile
from support.files.orphans import remove_orphans
from support.files.scanning import scan_held
from support.files.services import check_sendable, check_together, storing
from support.files.serving import as_download
from support.files.sniffing import named, sniff
from support.lead.retention.purging import purge
from support.notifications.outbox.holding import hold_outbox
from tests.factories import NOW, make_case
from tests.stored.making import left_by_a_crash, lie_in

PDF = b"%PDF-1.7\nbody"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    return lie_in(tmp_path, monkeypatch)


def upload(content=PDF, name="proof.pdf"):
    return SimpleUploadedFile(name, content)


def keep(*uploads, now=NOW):
    with storing(uploads, now=now) as rows:
        return rows


def blobs(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (b"GIF89a....", "image/gif"),
        (b"RIFF\x01\x02\x03\x04WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x24ftypheix....", "image/heic"),
        ("您好，付款未到账。\n".encode(), "text/plain"),
        (b"a < b, and no more", "text/plain"),
        (b"MZ\x90\x00", None),
        (b"PK\x03\x04\x14\x00\x00\x00", None),
        (b"\x7fELF\x02\x01", None),
        (b"<!DOCTYPE html><p>", None),
        (b"  <svg xmlns='x'>", None),
        (b"Look: <script>alert(1)</script>", None),
        (b"#!/bin/sh\n", None),
        (b"text\x00with zero", None),
        (b"\xff\xfe\x41", None),
        (b"x %PDF-1.7", "text/plain"),
    ],
)
def test_content_tells_what_it_is(content, kind):
    found = sniff(content[:32], iter([content]))

    assert (found[0] if found else None) == kind


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("proof.pdf", "proof.pdf"),
        ("invoice.exe", "invoice.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\bank slip.png", "bank slip.pdf"),
        ("对账单.pdf", "对账单.pdf"),
        ("evil\u202efdp.exe", "evilfdp.pdf"),
        ('a"b<c>|d?.pdf', "a_b_c__d_.pdf"),
        (".pdf", "pdf.pdf"),
        ("x" * 300, "x" * 80 + ".pdf"),
    ],
)
def test_a_name_keeps_what_is_harmless_and_gets_the_ending_of_its_kind(name, shown):
    assert named(name, ".pdf") == shown


@pytest.mark.django_db
def test_a_file_is_kept_under_a_random_name_and_handed_out_as_a_download(folder):
    (row,) = keep(upload(name="../bank.html"))

    assert (row.name, row.kind, row.size) == ("bank.pdf", "application/pdf", len(PDF))
    assert [path.name for path in blobs(folder)] == [row.blob.name.split("/")[1]]
    assert "bank" not in row.blob.name
    answer = as_download(StoredFile.objects.get())
    assert answer.content == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="bank.pdf"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"), (b"%PDF-1.7" + bytes(10 * 1024 * 1024), "too_large"),
        (b"MZ\x90\0", "kind"), (b"PK\x03\x04", "kind"),
    ],
)  # fmt: skip
def test_what_is_not_taken_leaves_nothing_and_the_rest_is_not_kept_either(folder, content, code):
    with pytest.raises(ValidationError) as refused:
        keep(upload(PNG, "good.png"), upload(content, "bad\u202e.pdf"))

    assert refused.value.code == code
    assert refused.value.messages[0].startswith("bad ")
    assert not StoredFile.objects.exists()
    assert blobs(folder) == []


@pytest.mark.django_db
def test_where_what_they_are_for_fails_no_content_stays(folder):
    def fail_with_them():
        with storing([upload(), upload(PNG)], now=NOW):
            assert len(blobs(folder)) == 2
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_with_them()

    assert not StoredFile.objects.exists()
    assert blobs(folder) == []


@pytest.mark.django_db
def test_a_file_whose_content_is_lost_is_not_there():
    (row,) = keep(upload())
    row.blob.storage.delete(row.blob.name)

    with pytest.raises(Http404):
        as_download(StoredFile.objects.get())


@pytest.mark.django_db
def test_what_belongs_to_nothing_is_thrown_away_with_its_content(
    folder, django_capture_on_commit_callbacks
):
    keep(upload(), now=NOW - timedelta(days=2))
    kept = [*keep(upload(PNG)), *keep(upload(), now=NOW - timedelta(days=2))]
    make_case().messages.create(kind="note", body="", written_at=NOW).files.add(kept[1])

    with django_capture_on_commit_callbacks(execute=True):
        assert purge(NOW).counts["files"] == 1

    assert {*StoredFile.objects.all()} == {*kept}
    assert len(blobs(folder)) == 2


@pytest.mark.django_db
def test_a_content_of_no_row_is_thrown_away_after_a_day_and_no_other(folder):
    (row,) = keep(upload(), now=NOW)
    os.utime(folder / row.blob.name, times=((NOW - timedelta(days=9)).timestamp(),) * 2)
    old, young = (left_by_a_crash(folder, timedelta(hours=hours)) for hours in (25, 23))
    other = left_by_a_crash(folder, timedelta(days=9), name="somebody's own.txt")

    assert purge(NOW).counts["contents"] == 1

    assert {*blobs(folder)} == {folder / row.blob.name, young, other}
    assert not old.exists()
    assert remove_orphans(NOW) == 0


@pytest.mark.django_db
def test_one_night_looks_at_so_many_and_the_next_at_others(folder, monkeypatch):
    monkeypatch.setattr(orphans, "MOST_NAMES", 1)
    for name in ("00", "80", "ff"):
        left_by_a_crash(folder, timedelta(days=2), inside=name)
    first = NOW + timedelta(days=256 - NOW.date().toordinal() % 256)  # begins with folder 00

    found = [remove_orphans(night) for night in (first, first + timedelta(days=1))]

    assert found == [1, 1]
    assert [path.parent.name for path in blobs(folder)] == ["ff"]


@pytest.mark.django_db
def test_a_restored_copy_throws_away_no_file_of_the_original(folder):
    keep(upload(), now=NOW - timedelta(days=2))
    left_by_a_crash(folder, timedelta(days=2))
    hold_outbox("restored", now=NOW)

    purge(NOW)

    assert StoredFile.objects.count() == 1
    assert len(blobs(folder)) == 2


def test_a_message_takes_five_files_and_ten_megabytes():
    rows = [StoredFile(name="a.pdf", size=1) for _number in range(6)]
    large = [StoredFile(name="a.pdf", size=6 * 1024 * 1024) for _number in range(2)]

    for files, code in ((rows, "too_many_files"), (large, "files_too_large")):
        with pytest.raises(ValidationError) as refused:
            check_together(files)
        assert refused.value.code == code
    check_together(rows[:5])


class Clamd(threading.Thread):
    """Answers each file that it is sent with the same words."""

    def __init__(self, answer):
        super().__init__(daemon=True)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.answer, self.heard = answer, io.BytesIO()
        self.start()

    @property
    def address(self):
        return f"tcp://127.0.0.1:{self.door.getsockname()[1]}"

    def run(self):
        while True:
            try:
                caller, _address = self.door.accept()
            except OSError:
                return
            with caller, caller.makefile("rb") as said:
                assert said.read(10) == b"nINSTREAM\n"
                while size := int.from_bytes(said.read(4), "big"):
                    self.heard.write(said.read(size))
                caller.sendall(self.answer)


@pytest.fixture
def clamd(settings):
    made = []

    def answering(answer):
        made.append(Clamd(answer))
        settings.CLAMD = made[-1].address
        return made[-1]

    yield answering
    for one in made:
        one.door.close()


def refused_because(row):
    with pytest.raises(ValidationError) as refused:
        check_sendable([row])
    return refused.value.code


@pytest.mark.django_db
def test_a_clean_file_leaves_and_a_harmful_one_is_kept_away(clamd, settings):
    scanner = clamd(b"stream: OK\n")
    (row,) = keep(upload())
    assert scanner.heard.getvalue() == PDF
    assert row.scanned_at == NOW
    check_sendable([row])

    clamd(b"stream: Eicar-Test-Signature FOUND\n")
    (row,) = keep(upload(PNG))
    assert (row.harm, refused_because(row)) == ("Eicar-Test-Signature", "harmful")
    settings.CLAMD = ""
    assert not row.is_cleared


@pytest.mark.django_db
def test_what_nobody_could_scan_is_held_and_leaves_once_it_was_scanned(clamd, settings):
    settings.CLAMD = "/nowhere/clamd.ctl"
    keep(upload(), upload(PNG))
    first, second = StoredFile.objects.order_by("kind")
    assert first.scanned_at is None
    assert refused_because(first) == "not_scanned"
    assert scan_held(NOW) == 0

    clamd(b"INSTREAM size limit exceeded. ERROR\n")
    assert scan_held(NOW) == 0
    second.blob.storage.delete(second.blob.name)
    clamd(b"stream: OK\n")
    assert scan_held(NOW) == 1
    first.refresh_from_db()
    check_sendable([first])


def hang_up(monkeypatch, content):
    """Have the line to the scanner break over such a content."""
    send = ClamdNetworkSocket.instream

    def breaking(scanner, given):
        if given.getvalue() == content:
            raise CommunicationError("reset")
        return send(scanner, given)

    monkeypatch.setattr(ClamdNetworkSocket, "instream", breaking)


@pytest.mark.django_db
def test_a_file_that_the_scanner_hangs_up_on_holds_up_none_behind_it(clamd, settings, monkeypatch):
    settings.CLAMD = "/nowhere/clamd.ctl"
    keep(upload(PNG), now=NOW - timedelta(minutes=1))
    keep(upload())
    clamd(b"stream: OK\n")
    hang_up(monkeypatch, PDF)

    assert scan_held(NOW) == 1
    assert StoredFile.objects.get(scanned_at=NOW).kind == "image/png"
    assert StoredFile.objects.get(scanned_at=None).tried_at == NOW


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [FileNotFoundError, PermissionError, RuntimeError])
def test_however_many_can_not_be_scanned_the_next_call_goes_on_behind_them(
    clamd, settings, monkeypatch, fault
):
    settings.CLAMD = "/nowhere/clamd.ctl"
    (good,) = keep(upload(PNG), now=NOW - timedelta(minutes=1))
    (bad,) = keep(upload())
    clamd(b"stream: OK\n")
    read = FileSystemStorage.open

    def fail(storage, name, mode="rb"):
        if name == bad.blob.name:
            raise fault
        return read(storage, name, mode)

    monkeypatch.setattr(FileSystemStorage, "open", fail)
    monkeypatch.setattr(scanning, "AT_ONCE", 1)

    assert [scan_held(NOW), scan_held(NOW), scan_held(NOW)] == [0, 1, 0]
    assert StoredFile.objects.get(scanned_at=NOW) == good


@pytest.mark.django_db
def test_harm_that_is_found_later_is_kept_away(clamd, settings):
    settings.CLAMD = "tcp://127.0.0.1:1"
    (row,) = keep(upload())
    assert row.is_held

    clamd(b"stream: Eicar-Test-Signature FOUND\n")
    tasks.scan_held()

    row.refresh_from_db()
    assert refused_because(row) == "harmful"
    assert scan_held(NOW) == 0


@pytest.mark.django_db
def test_without_a_scanner_nothing_is_held():
    (row,) = keep(upload())

    assert row.is_cleared
    assert scan_held(NOW) == 0
