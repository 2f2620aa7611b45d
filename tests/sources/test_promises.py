"""A field is missing only where its source always sends it."""

import pytest

from support.guidance.facts import build_facts
from support.sources.models import Source
from support.sources.promises import OWN_ALWAYS, always_sent_by
from tests.factories import NOW, make_payment
from troubleshooting.checks.registry import run
from troubleshooting.marks.reading import once

pytestmark = pytest.mark.django_db


def test_our_own_form_promises_the_payment_and_not_the_people():
    assert always_sent_by("") == always_sent_by("casewalk") == list(OWN_ALWAYS)
    assert "counterparty_name" not in OWN_ALWAYS


def test_a_row_of_our_own_form_promises_more():
    Source.objects.create(slug="casewalk", kind="casewalk", always_sends=["counterparty_account"])

    assert always_sent_by("") == [*OWN_ALWAYS, "counterparty_account"]


def test_any_other_source_promises_what_its_row_says(django_assert_num_queries):
    Source.objects.create(slug="bank-a", kind="mapped", always_sends=["amount", "currency"])

    with once(), django_assert_num_queries(1):  # of all sources, until one changes
        assert always_sent_by("bank-a") == ["amount", "currency"]
        assert always_sent_by("bank-b") == []


def test_a_provider_that_sends_no_names_does_not_make_the_request_incomplete():
    payment = make_payment(counterparty_name="", counterparty_account="", counterparty_format="")

    facts = build_facts(payment, now=NOW)

    assert run("required_fields", facts).option == "complete"
    assert run("counterparty_format", facts).option == "plausible"
    assert facts["unread"] == []
