"""The knowledge in the admin: it can be looked at, and what is frozen can't be edited."""

import pytest

from tests.walks.building import LATER, agent, answer, started
from troubleshooting.walks.services import report_step

# The folder of collected static files does not exist in a test run.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]


@pytest.fixture
def walk(tree):
    """A walk with a report, beside the causes and codes of fixtures/."""
    walk = answer(started(), "accepted", "no")
    report_step(walk, "paid", actor=agent(), note="Unclear.", now=LATER)
    return walk


@pytest.mark.parametrize(
    ("page", "word", "shown"),
    [
        ("causes/cause", "fraud", "fraud_risk"),
        ("causes/failurecode", "AC04", "iso20022"),
        ("trees/tree", "payout", "payout"),
        ("trees/treeversion", "payout", "Payout"),
        ("walks/walk", "CW-TEST", "CW-TEST0001"),
        ("walks/stepreport", "unclear", "paid"),
    ],
)
def test_every_list_is_shown_and_searched(admin_client, walk, page, word, shown):
    answer = admin_client.get(f"/admin/{page}/", {"q": word})

    assert answer.status_code == 200
    assert shown in answer.content.decode()


@pytest.mark.parametrize("page", ["trees/tree", "trees/treeversion", "walks/walk"])
def test_what_changes_by_services_only_is_neither_added_edited_nor_deleted(
    admin_client, walk, page
):
    row = {
        "trees/tree": walk.version.tree,
        "trees/treeversion": walk.version,
        "walks/walk": walk,
    }[page]
    address = f"/admin/{page}/{row.pk}"

    assert admin_client.get(f"{address}/change/").status_code == 200
    assert admin_client.post(f"{address}/change/", {"subject": "x"}).status_code == 403
    assert admin_client.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
    assert admin_client.get(f"/admin/{page}/add/").status_code == 403


def test_a_walk_is_shown_with_its_answers(admin_client, walk):
    page = admin_client.get(f"/admin/walks/walk/{walk.pk}/change/").content.decode()

    assert "accepted" in page
    assert "state" in page
