"""How a source is reached: set by leads, tried, and its secret goes nowhere else."""

import pytest

from support.audit.models import Entry
from support.sources.models import Access, LookUp, Source
from tests.factories import make_payment

pytestmark = pytest.mark.django_db
GIVEN = {
    "look_up_address": "https://bank.example/payments/{reference}",
    "order_address": "",
    "header": "X-API-Key",
    "secret": "s3cret",
}


@pytest.fixture
def source():
    return Source.objects.create(slug="bank", name="Bank", kind="mapped")


def save(desk, **more):
    return desk.post("/sources/bank/access/", GIVEN | more)


def test_a_lead_says_how_a_source_is_reached(desk, source):
    assert save(desk).status_code == 302

    access = Access.objects.get()
    assert (access.name, access.header, access.secret) == ("bank", "X-API-Key", "s3cret")
    assert access.look_up_address == GIVEN["look_up_address"]
    assert Entry.objects.get().kind == Entry.Kind.SOURCE_ACCESS
    page = desk.get("/sources/bank/").text
    assert GIVEN["look_up_address"] in page
    assert "s3cret" not in page


def test_the_secret_stays_where_nothing_was_typed_and_goes_to_no_other_host(desk, source):
    save(desk)

    assert (
        save(desk, secret="", order_address="https://bank.example/{reference}").status_code == 302
    )
    for host in ("other.example", "bank.example:8443"):
        refused = save(desk, secret="", look_up_address=f"https://{host}/{{reference}}")

        assert refused.status_code == 422
        assert "enter the secret again" in refused.text
    access = Access.objects.get()
    assert (access.secret, access.look_up_address) == ("s3cret", GIVEN["look_up_address"])


def test_what_was_pasted_with_a_secret_is_none_of_it(desk, source):
    assert save(desk, secret=" Bearer s3cret \n", header="X-API-Key\n").status_code == 302

    access = Access.objects.get()
    assert (access.secret, access.header) == ("Bearer s3cret", "X-API-Key")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("look_up_address", "http://bank.example/{reference}"),
        ("look_up_address", "https://127.0.0.1/{reference}"),
        ("look_up_address", "https://localhost/{reference}"),
        ("look_up_address", "https://bank.example/"),
        ("look_up_address", "https://bank.example.{provider_id}/"),
        ("order_address", "https://{reference}.example/{reference}"),
        ("order_address", "https://10.0.0.1/{reference}"),
        ("header", "X-Key: a\r\nHost"),
        ("secret", "a\r\nHost: b"),
    ],
)
def test_what_can_be_no_address_and_no_header_is_refused(desk, source, name, value):
    assert save(desk, **{name: value}).status_code == 422
    assert not Access.objects.exists()


def test_a_payment_is_looked_up_to_see_that_it_works(desk, source):
    save(desk)
    payment = make_payment(source="bank", reference="PAY-1")
    make_payment(source="elsewhere", reference="PAY-2")

    assert desk.post("/sources/bank/access/", {"try": "1", "reference": "PAY-1"}).status_code == 302
    assert desk.post("/sources/bank/access/", {"try": "1", "reference": "PAY-2"}).status_code == 422

    asked = LookUp.objects.get()
    assert (asked.payment, asked.why) == (payment, LookUp.Why.BY_HAND)
    assert "PAY-1" in desk.get("/sources/bank/").text


def test_our_own_form_is_reached_too(desk):
    assert desk.post("/sources/casewalk/access/", GIVEN).status_code == 302
    assert Access.objects.get().name == "casewalk"
    assert "bank.example" in desk.get("/sources/casewalk/").text
