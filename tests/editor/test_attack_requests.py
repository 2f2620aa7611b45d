"""Requests that no page of ours sends: without a token, with odd letters, with far dates."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.editor.attacking import OTHER, SLUG, everything_stored
from tests.editor.authors import make_author, signed_in, small_document
from tests.editor.scripting import saw
from tests.editor.test_attack_rights import PAGES, named
from tests.factories import sign_in
from troubleshooting.trees.models import TreeVersion

pytestmark = pytest.mark.django_db

NUL = "a\x00b"
HUGE = "1" * 5_000
POSTED = [case for case in PAGES if case[1] == "post"]


@pytest.fixture
def client() -> Client:
    return signed_in(make_author("attacker"))


@pytest.mark.parametrize("case", POSTED, ids=named)
def test_nothing_is_changed_by_a_form_of_another_site(world, case):
    strict = sign_in(Client(enforce_csrf_checks=True), make_author("victim"))
    before = everything_stored()

    answer = strict.post(world.address(case[0]), {"version": 1, "seen": 2, **case[3]})

    assert answer.status_code == 403
    assert everything_stored() == before


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "draft/undo/", {"seen": 2}),
        ("patch", "draft/", {"seen": 2, "operations": [{"do": "delete_node", "key": "when"}]}),
        ("delete", "draft/?seen=2", None),
        ("post", "moves/", None),
        ("post", "publication/", {"seen": 2, "reason": "Mine."}),
    ],
)
def test_no_script_of_another_site_uses_a_session_with_the_api(world, method, path, body):
    strict = sign_in(Client(enforce_csrf_checks=True), make_author("victim"))
    before = everything_stored()

    answer = getattr(strict, method)(
        f"/api/v1/trees/{SLUG}/{path}", body, content_type="application/json"
    )

    assert answer.status_code in (401, 403)
    assert everything_stored() == before


JUNK = {
    "presence at no step": ("tree-presence", "post", {"node": NUL}),
    "closing with broken words": ("tree-report-closing", "post", {"answer": NUL}),
    "closing by a huge number": ("tree-report-closing", "post", {"mended_in": HUGE}),
    "closing by a large number": ("tree-report-closing", "post", {"mended_in": "9" * 30}),
    "copying to no tree": ("tree-copy", "post", {"node": "when", "tree": NUL}),
    "copying no step": ("tree-copy", "post", {"node": NUL, "tree": OTHER}),
    "looking for a broken word": ("trees", "get", {"q": NUL}),
    "looking in a tree": ("tree-edit", "get", {"q": NUL, "node": NUL, "page": HUGE}),
    "folding no branch": ("tree-fold", "post", {"fold": NUL, "node": NUL}),
    "replacing broken words": ("tree-deed", "post", {"node": NUL, "seen": HUGE}),
    "a new cause at no step": ("tree-cause", "post", {"node": NUL}),
    "writing broken words": ("tree-node", "post", {"title.en": NUL, "kind": NUL}),
    "publishing at no time": ("tree-publish", "post", {"later": "on", "at": HUGE, "reason": "x"}),
    "withdrawing nothing": ("tree-unschedule", "post", {"version": HUGE}),
    "comparing no versions": ("tree-compare", "get", {"from": HUGE, "to": "²"}),
    "a far page of the history": ("tree-history", "get", {"page": "٣٣"}),
    "statistics of a far day": ("tree-statistics", "get", {"from": "0001-01-01"}),
    "statistics until the last day": ("tree-statistics", "get", {"to": "9999-12-31"}),
    "a table until the last day": ("tree-statistics-csv", "get", {"to": "9999-12-31"}),
    "statistics of no version": ("tree-statistics", "get", {"version": HUGE, "sort": NUL}),
    "reports of no page": ("tree-reports", "get", {"page": "-1", "closed": NUL}),
    "an export of no version": ("tree-export", "get", {"version": "²", "texts": NUL}),
    "a print of no language": ("tree-print", "get", {"texts": NUL}),
    "a trial of no case": ("tree-try", "get", {"case": NUL, "as": NUL, "trial": NUL}),
    "a trial of nothing": ("tree-try", "get", {"made": "", "fact-amount": HUGE, "node": NUL}),
    "a replay of nothing": ("tree-replay", "get", {"last": HUGE}),
    "an import of nothing": ("tree-import", "post", {"carried": NUL, "digest": ""}),
    "an import of broken words": ("tree-import", "post", {"text": NUL, "digest": NUL}),
    "a share of nobody": ("tree-try-share", "get", {}),
}


@pytest.mark.parametrize("name", JUNK)
@pytest.mark.parametrize("zone", ["America/New_York"])  # behind us: the far days are worse there
def test_junk_is_refused_with_a_page(world, client, name, zone):
    address, method, given = JUNK[name]
    client.cookies["time_zone"] = zone
    seen = {"version": world.draft.pk, "seen": world.draft.revision} if method == "post" else {}

    answer = getattr(client, method)(world.address(address), {**seen, **given})

    assert answer.status_code < 500


FAR = [
    "9999-12-31T23:59:59",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00",
    "0001-01-01T00:00:00+14:00",
    "2026-11-18",
    "later",
    "2027-03-28T01:30:00",
    "",
]


@pytest.mark.parametrize("at", FAR)
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai"])
def test_whatever_time_is_named_the_tree_can_be_read_afterwards(world, client, at, zone):
    client.cookies["time_zone"] = zone
    body = {**saw(2), "reason": "Later.", "at": at}
    before = everything_stored()

    answer = client.post(
        f"/api/v1/trees/{SLUG}/publication/", body, content_type="application/json"
    )

    assert answer.status_code in (202, 400), answer.content
    if answer.status_code == 400:
        assert everything_stored() == before
        return
    for address in (f"/trees/{SLUG}/history/", "/trees/", f"/trees/{SLUG}/edit/",
                    f"/api/v1/trees/{SLUG}/"):  # fmt: skip
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("at", ["9999-12-31T23:59", "0001-01-01T00:00", "2027-03-28T01:30"])
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai", "Europe/London"])
def test_whatever_time_is_pressed_the_tree_can_be_read_afterwards(world, client, at, zone):
    client.cookies["time_zone"] = zone
    given = {"version": world.draft.pk, "seen": 2, "reason": "Later.", "later": "on", "at": at}
    before = everything_stored()

    answer = client.post(f"/trees/{SLUG}/publish/", given)

    assert answer.status_code in (302, 409, 422)
    if answer.status_code != 302:
        assert everything_stored() == before
        return
    for address in (f"/trees/{SLUG}/history/", "/trees/", f"/trees/{SLUG}/edit/"):
        assert client.get(address).status_code == 200, address


def test_a_time_that_has_passed_and_one_without_a_zone_are_told_apart(world, client):
    address = f"/api/v1/trees/{SLUG}/publication/"
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    body = {**saw(2), "reason": "Later."}

    passed = client.post(
        address, body | {"at": "2020-01-01T00:00:00Z"}, content_type="application/json"
    )
    client.cookies["time_zone"] = "Asia/Shanghai"
    local = tomorrow.replace(tzinfo=None, microsecond=0)
    naive = client.post(address, body | {"at": local.isoformat()}, content_type="application/json")

    assert passed.status_code == 400
    assert naive.status_code == 202
    scheduled = TreeVersion.objects.get(state="scheduled").scheduled_for
    assert scheduled == local.replace(tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize("path", [
    "versions/1/?as=pdf", "versions/1/?as=", "versions/²/", "checks/?version=" + HUGE,
    "diff/?from=" + HUGE, "statistics/?since=9999-12-31T23:59:59-12:00",
    "statistics/?until=9999-12-31T23:59:59", "statistics/?since=0001-01-01T00:00:00",
    "statistics/?version=" + HUGE, "log/99999999999999/", "open-walks/?version=-1",
    "reports/?closed=%00&cursor=%00", "versions/?cursor=%00", "rights/?cursor=cD0lMDA=",
    "log/?cursor=cD0lMDA=", "reports/?cursor=cD0yMDI2", "versions/?cursor=cD1odWdl",
])  # fmt: skip
@pytest.mark.parametrize("zone", ["America/New_York"])
def test_junk_in_an_address_of_the_api_is_refused_in_its_form(world, client, path, zone):
    client.cookies["time_zone"] = zone

    answer = client.get(f"/api/v1/trees/{SLUG}/{path}")

    assert answer.status_code < 500, answer.content


def test_what_is_seen_of_a_trial_is_the_agents_page_unless_it_is_asked_for(world, client):
    address = world.address("tree-try")

    junk, agents = (client.get(address, {"as": name}) for name in ("admin", ""))
    customers = client.get(address, {"as": "customer"})

    assert (junk.status_code, customers.status_code) == (200, 200)
    assert len(junk.content) == pytest.approx(len(agents.content), abs=600)


def test_a_document_of_another_site_is_not_taken_for_one_that_was_shown(world, client):
    before = everything_stored()

    answer = client.post(
        world.address("tree-import"),
        {"carried": "", "text": "format: x", "digest": "0" * 64, "version": 1, "seen": 0},
    )

    assert answer.status_code in (409, 422)
    assert everything_stored() == before
    assert small_document()["slug"] == SLUG
