"""Pages that customers see have the name they know, and no other."""

import pytest

from support.cases.models import CLASS_OF, Case, Status, StatusClass
from support.notifications.addresses.unsubscribing import unsubscribe_url
from tests.brand.making import enter
from tests.factories import NOW
from tests.portal.world import address_of, case_of

pytestmark = pytest.mark.django_db
NAMES = {"en": "Harbourlight", "zh-hans": "海港支付"}


@pytest.fixture(autouse=True)
def brand():
    enter("all", name="Harbourlight")
    enter("zh-hans", name="海港支付")


def addresses(settings, language):
    case = case_of()
    page = address_of(case)
    for status in Status:
        ended = NOW if CLASS_OF[status] == StatusClass.DONE else None
        Case.objects.filter(pk=case.pk).update(status=status, resolved_at=ended)
        yield page
    yield unsubscribe_url(case.customer_id).removeprefix(settings.PUBLIC_URL)
    yield "/s/unsubscribe/1.forged/"
    yield "/s/none/"
    yield "/s/"
    yield f"{page}more/of/it"
    yield "/nothing-here"


@pytest.mark.parametrize("language", NAMES)
def test_no_page_of_customers_has_another_name_than_the_brands(client, settings, language):
    for address in addresses(settings, language):
        answer = client.get(
            address, {"lang": language}, headers={"Accept-Language": language}
        ).text.replace("casewalk.example", "")

        assert "casewalk" not in answer.casefold(), address
        assert f'<p class="brand">{NAMES[language]}</p>' in answer, address
        assert f"· {NAMES[language]}</title>" in answer, address


def test_a_link_that_was_broken_on_its_way_is_answered_as_one(client):
    answer = client.get("/s/abc/def/ghi")

    assert answer.status_code == 404
    assert "Please open the link in our latest message again" in answer.text


def test_whoever_is_unknown_gets_no_desk_where_nothing_is(client):
    answer = client.get("/cases")

    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert "/sign-in/" not in answer.text


def test_an_error_that_needs_nothing_names_nobody(settings):
    for name in ("400.html", "500.html"):
        page = (settings.BASE_DIR / "templates" / name).read_text(encoding="utf-8")
        assert "Casewalk" not in page
