"""A case of whose cause nobody writes by routine: its page says so where one would write."""

import pytest
from django.utils import timezone

from tests.desk.walking import make_cause
from tests.every import every
from tests.factories import make_case
from troubleshooting.causes.models import Cause

pytestmark = pytest.mark.django_db


def composer(desk, case):
    page = desk.get(f"/cases/{case.reference}/").text
    return " ".join(page.partition('id="composer"')[2].partition("</section>")[0].split())


@every("slug", ["holder_deceased", "sanctions_match"])
def test_over_the_reply_stands_that_nobody_writes_and_why(desk, slug):
    cause = make_cause()
    Cause.objects.filter(pk=cause.pk).update(
        slug=slug, disclosure="silent", name_en=f"Name of {slug}"
    )
    shown = composer(desk, make_case(cause=cause))

    assert f"Do not write to this customer: Name of {slug}." in shown
    assert "?hand-over#strip" in shown


def test_it_stays_once_the_case_has_fallen_silent(desk):
    assert "Do not write to this customer" in composer(desk, make_case(silent_since=timezone.now()))


def test_of_any_other_case_nothing_is_said(desk):
    assert "Do not write" not in composer(desk, make_case())
