"""The pages of letters in a browser, in every look."""

import pytest
from django.contrib.auth.models import User

from support.mailbox.models import IncomingMail
from tests.browser.looking import examine, fits
from tests.intake.letters.writing import case_of
from tests.lead.test_letters import make_letter, text_came

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(desk, width, scheme):
    page = desk("lena", color_scheme=scheme, viewport={"width": width, "height": 900})
    User.objects.update(is_superuser=True)
    make_letter(
        subject="款还没有到账" * 8, text="quoted", suggested=case_of(), why="other_sender",
        sender=f"{'a' * 60}@{'b' * 60}.example", left_out=["scan.zip"],
    )  # fmt: skip
    make_letter(subject="", sender="")
    make_letter()
    text_came(f"[image/jpeg https://mms.example/{'a' * 90}]", "Casewalk")
    IncomingMail.objects.create(
        digest="f" * 64, sealed=b"x", size=1, state="quarantined",
        received_at=IncomingMail.objects.earliest("pk").received_at,
    )  # fmt: skip

    for path in ("/letters/", "/letters/quarantined/"):
        page.goto(path)
        found = examine(page)
        assert found.violations_count == 0, (path, found.generate_report())
        assert fits(page), path
