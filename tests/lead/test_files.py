"""The page on which a bank's file is tried and taken in."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from support.cases.models import Case
from support.lead.files import upload
from support.payments.models import Payment
from tests.factories import make_agent, sign_in
from tests.files.making import a_source, booked, camt, details, returned

PAGE = "/sources/our-bank/files/"
COMES_BACK = camt(booked("CRDT", details("P-1", returned())))


@pytest.fixture(autouse=True)
def source(tree):
    source = a_source()
    source.save()
    return source


def send(desk, content=COMES_BACK, **typed):
    file = SimpleUploadedFile("camt.xml", content.encode())
    return desk.post(PAGE, {"file": file, **typed})


def digest_of(answer):
    return re.search(r'name="tried" value="([0-9a-f]{64})"', answer.text)[1]


def test_only_who_may_change_sources_gets_in(client):
    assert client.get(PAGE).status_code == 302
    assert sign_in(client, make_agent()).get(PAGE).status_code == 403


def test_a_source_that_is_not_there_has_no_page(desk):
    assert desk.get("/sources/nobody/files/").status_code == 404


def test_a_file_is_tried_first_and_nothing_is_kept(desk):
    answer = send(desk, deed="try")

    assert "Dry run" in answer.text
    assert "– → returned" in answer.text
    assert "Choose camt.xml again" in answer.text
    assert not Payment.objects.exists()


def test_the_file_that_was_tried_is_taken_in(desk):
    tried = digest_of(send(desk, deed="try"))

    answer = send(desk, deed="take", tried=tried)

    assert "Taken in." in answer.text
    assert f"/cases/{Case.objects.get().reference}/" in answer.text
    assert Payment.objects.get().status == "returned"


@pytest.mark.parametrize("tried", ["", "0" * 64])
def test_a_file_that_was_not_tried_is_tried_now(desk, tried):
    answer = send(desk, deed="take", tried=tried)

    assert "not the file that was tried" in answer.text
    assert not Payment.objects.exists()


def test_a_file_that_breaks_off_says_where(desk):
    answer = send(desk, COMES_BACK[:-20], deed="try")

    assert "Read no further: Line 2" in answer.text


def test_what_stands_in_a_file_is_shown_as_text(desk):
    answer = send(desk, COMES_BACK.replace("P-1", "&lt;b&gt;P-1"), deed="try")

    assert "&lt;b&gt;P-1" in answer.text
    assert "<b>P-1" not in answer.text


def test_no_file_and_a_file_too_large_are_refused_in_a_sentence(desk, monkeypatch):
    nothing = desk.post(PAGE, {"deed": "try"})
    monkeypatch.setattr(upload, "SIZE_BOUND", 10)
    large = send(desk, deed="try")

    assert (nothing.status_code, large.status_code) == (422, 422)
    assert "Choose a file." in nothing.text
    assert "by the command take_file" in large.text


def test_the_page_of_the_source_leads_here(desk):
    assert PAGE in desk.get("/sources/our-bank/").text


def test_the_page_costs_the_same_for_one_line_and_for_many(desk, django_assert_max_num_queries):
    many = camt(*(booked("DBIT", details(f"X-{number}")) for number in range(150)))
    with django_assert_max_num_queries(12):
        send(desk, many, deed="try")
