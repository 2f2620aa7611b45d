"""Sources in the admin, over the API and by command: nobody sees a secret again."""

import io
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from support.sources.channel_rules import problems_of
from support.sources.models import Source
from support.sources.registry import KINDS, kind_of
from support.sources.secrets import secret_name
from tests.api.asking import client_for
from tests.every import every
from tests.factories import make_agent, make_channel
from tests.sources.door import make_source

SECRET = "whsec_0123456789abcdefghij"


def form(**overrides: Any) -> dict[str, Any]:
    values = {
        "slug": "stripe-eu", "name": "Stripe EU", "kind": "stripe", "new_secret": SECRET,
        "channel_rules": "[]", "always_sends": "", "country": "DE", "time_zone": "Europe/Berlin",
        "is_active": "on",
    }  # fmt: skip
    return values | overrides


@every("name", sorted(KINDS))
def test_every_kind_says_what_it_needs_and_always_sends(name: str):
    about = kind_of(name).about

    assert about.name
    assert str(about.secret).endswith(".")
    assert str(about.docs)
    assert bool(about.always_sends) == (name == "casewalk")


@pytest.mark.django_db
def test_an_admin_adds_a_source_and_its_kind_says_what_is_always_sent(admin_client: Client):
    for slug, kind in (("stripe-eu", "stripe"), ("ledger", "casewalk")):
        answer = admin_client.post("/admin/sources/source/add/", form(slug=slug, kind=kind))
        assert answer.status_code == 302

    stripe, ledger = Source.objects.get(kind="stripe"), Source.objects.get(kind="casewalk")
    assert (stripe.secrets, stripe.always_sends) == ([SECRET], [])
    assert ledger.always_sends == list(kind_of("casewalk").about.always_sends)


@pytest.mark.django_db
def test_a_source_that_is_mapped_is_added_here_too(admin_client: Client):
    admin_client.post("/admin/sources/source/add/", form(kind="mapped"))

    assert (Source.objects.get().kind, Source.objects.get().always_sends) == ("mapped", [])


@pytest.mark.django_db
def test_a_secret_is_never_shown_again_and_can_be_changed_for_the_next(admin_client: Client):
    source = make_source("stripe", secrets=[SECRET])
    address = f"/admin/sources/source/{source.pk}/change/"

    page = admin_client.get(address).content.decode()
    admin_client.post(address, form(new_secret="whsec_next"))
    assert Source.objects.get().secrets == [SECRET, "whsec_next"]
    admin_client.post(address, form(new_secret="", ended_secrets=["0"]))

    assert SECRET not in page
    assert secret_name(SECRET) in page
    assert Source.objects.get().secrets == ["whsec_next"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "nobodys"),
        ("time_zone", "Moon/Tycho"),
        ("channel_rules", '[{"currency": "EUR"}]'),
        ("channel_rules", '{"channel": "x"}'),
        ("new_secret", "x" * 5000),
        ("slug", "a b"),
    ],
)
def test_the_admin_refuses_what_would_not_work(admin_client: Client, field: str, value: str):
    answer = admin_client.post("/admin/sources/source/add/", form(**{field: value}))

    assert answer.status_code == 200
    assert not Source.objects.exists()


@pytest.mark.django_db
def test_the_list_of_sources_in_the_admin(admin_client: Client, django_assert_max_num_queries: Any):
    for number in range(5):
        make_source("stripe", slug=f"stripe-{number}", secrets=[SECRET])

    with django_assert_max_num_queries(8):
        page = admin_client.get("/admin/sources/source/").content.decode()

    assert page.count("stripe-") >= 5
    assert SECRET not in page


def test_rules_are_told_by_their_number_what_is_wrong_with_them():
    rules = [{"channel": "a"}, 7, {"currency": "EUR"}, {"channel": "a", "amount": "1"}]

    assert problems_of(rules) == [
        "Rule 2 is not an object of texts.",
        "Rule 3 names no channel.",
        "Rule 4 has a field that no rule has: amount.",
    ]
    assert problems_of({}) == ["The channels are a list of rules."]


def test_secrets_are_told_apart_without_telling_them():
    names = [secret_name(one) for one in (SECRET, "short", f"{SECRET}x")]

    assert len(set(names)) == 3
    assert all(len(name) == 8 and name not in SECRET for name in names)


@pytest.mark.django_db
def test_agents_read_sources_over_the_api_and_no_secret(django_assert_num_queries: Any):
    make_channel(code="payouts")
    make_source("stripe", secrets=[SECRET], channel_rules=[{"channel": "payouts"}])
    make_source("wise")
    client = client_for(make_agent())

    with django_assert_num_queries(2):  # the token with its user, the page
        listed = client.get("/api/v1/sources/")
    one = client.get("/api/v1/sources/stripe/")

    assert [row["slug"] for row in listed.json()["results"]] == ["stripe", "wise"]
    assert one.json()["channel_rules"] == [{"channel": "payouts"}]
    assert not {"secrets", "field_map"} & set(one.json())
    assert client.post("/api/v1/sources/", {"slug": "x"}).status_code == 405
    assert client_for().get("/api/v1/sources/").status_code == 401


def run(*args: str, given: str = "", monkeypatch: Any = None) -> str:
    out = io.StringIO()
    if monkeypatch:
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
    call_command("source", *args, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.mark.django_db
def test_a_source_is_added_by_command_with_its_secret_from_a_pipe(monkeypatch: Any):
    said = run("add", "wise-uk", "--kind", "wise", given=f"{SECRET}\n", monkeypatch=monkeypatch)
    listed = run("list")

    assert said == "Send events to /sources/wise-uk/events/\n"
    assert Source.objects.get().secrets == [SECRET]
    assert listed == f"wise-uk\twise\theard\t{secret_name(SECRET)}\n"


@pytest.mark.django_db
def test_a_command_refuses_a_name_that_is_taken_or_none(monkeypatch: Any):
    make_source("wise")

    for slug in ("wise", "a b"):
        with pytest.raises(CommandError):
            run("add", slug, "--kind", "wise", monkeypatch=monkeypatch)
