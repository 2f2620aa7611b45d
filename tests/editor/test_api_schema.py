"""The addresses of trees against their own description."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from rest_framework.test import APIClient

from tests.api.describing import description, operations
from tests.editor.authors import live_tree, make_author
from tests.editor.publishing import closed_walk, open_walk
from tests.editor.scripting import TREE, author_api, opened, read, retitle, saw, write
from tests.factories import NOW
from tests.sampling import IS_WHOLE
from troubleshooting.trees.models import TreeRight, TreeVersion
from troubleshooting.walks.models import StepReport

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/trees/"
TREE_ADDRESS = f"{ROOT}{{slug}}/"
ADDRESSES: dict[str, tuple[str, ...]] = {
    "": ("get", "patch"),
    "rights/": ("get", "post", "delete"),
    "vocabulary/": ("get",),
    "causes/": ("post",),
    "draft/": ("get", "post", "put", "patch", "delete"),
    "draft/undo/": ("post",),
    "draft/redo/": ("post",),
    "import/": ("post",),
    "checks/": ("get", "post"),
    "diff/": ("get",),
    "trial/": ("get", "post"),
    "replay/": ("post",),
    "open-walks/": ("get",),
    "moves/": ("post",),
    "publication/": ("post", "delete"),
    "versions/": ("get",),
    "versions/{name}/": ("get",),
    "versions/{name}/restoration/": ("post",),
    "statistics/": ("get",),
    "reports/": ("get",),
    "reports/{number}/closing/": ("post",),
    "log/": ("get",),
    "log/{number}/": ("get",),
    "log/{number}/recovery/": ("post",),
}
OPERATIONS = [(ROOT, "get"), (ROOT, "post")] + [
    (TREE_ADDRESS + path, method) for path, methods in ADDRESSES.items() for method in methods
]


def report_of(version: TreeVersion) -> StepReport:
    walk = closed_walk(version, ("arrived", "no"))
    return StepReport.objects.create(walk=walk, node="when", note="Why?", reported_at=NOW)


@pytest.fixture(scope="module")
def one_house(kept_rows: None) -> tuple[APIClient, StepReport]:
    version = live_tree()
    api = author_api()
    opened(api)
    return api, report_of(version)


@pytest.fixture
def house(one_house: tuple[APIClient, StepReport], db: None) -> tuple[APIClient, StepReport]:
    """A script that has opened the draft of the small tree, and a report; made once."""
    return one_house


def test_every_address_of_trees_is_described_with_its_methods():
    paths = description()["paths"]

    told = {path: tuple(paths[path]) for path in paths if path.startswith(ROOT)}

    assert {(path, method) for path in told for method in told[path]} == set(OPERATIONS)


def test_every_operation_is_described_by_its_name():
    schemas = description()["components"]["schemas"]

    assert set(schemas["Operation"]["discriminator"]["mapping"]) == {
        "set_meta", "set_node", "add_node", "delete_node", "delete_branch", "move_node",
        "rename_key", "put_before", "duplicate_branch", "paste_list", "replace_text",
        "insert_branch",
    }  # fmt: skip


@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=[f"{m} {p}" for p, m in OPERATIONS])
def test_whatever_the_description_allows_is_answered_and_never_a_failure(
    house: tuple[APIClient, StepReport], path: str, method: str
):
    from schemathesis.core import NotSet

    api, report = house
    operation = operations()[path][method.upper()]
    address = path.format(slug="payout", name="1", number=report.pk)

    @given(case=operation.as_strategy())
    @settings(
        max_examples=5 if IS_WHOLE else 2,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        query = {name: value for name, value in (case.query or {}).items() if value is not None}
        body: Any = None if isinstance(case.body, NotSet) else case.body
        answer = getattr(api, method)(
            address, query if method == "get" else body, **({} if method == "get" else JSON)
        )
        assert answer.status_code < 500, answer.content
        assert answer.status_code != 415

    ask()


JSON = {"format": "json"}


def test_every_address_says_which_methods_it_has(house: tuple[APIClient, StepReport]):
    api, _report = house

    for path, methods in ADDRESSES.items():
        answer = api.options(TREE + path.format(name="1", number=1))
        allowed = {name.strip().lower() for name in answer["Allow"].split(",")}
        assert answer.status_code == 200
        assert allowed - {"head", "options"} == set(methods), path


def test_what_is_answered_has_the_described_fields(house: tuple[APIClient, StepReport]):
    api, report = house
    version = report.walk.version
    draft = opened(api)
    closed_walk(version, ("arrived", "no"))
    open_walk(version)
    TreeRight.objects.create(tree=version.tree, user=make_author("ann"), level="edit")
    body = {**saw(0), "operations": [retitle(draft["document"], "arrived", "Is it there?")]}
    changed = api.patch(f"{TREE}draft/", body, format="json").json()
    log = read(api, f"{TREE}log/")["results"]
    schemas = description()["components"]["schemas"]

    for shown, name in [
        (read(api, ROOT)["results"][0], "Tree"),
        (read(api, TREE), "TreeDetail"),
        (draft, "OpenedDraft"),
        (changed, "Draft"),
        (read(api, f"{TREE}vocabulary/"), "Vocabulary"),
        (read(api, f"{TREE}checks/"), "Checks"),
        (read(api, f"{TREE}diff/"), "Diff"),
        (read(api, f"{TREE}diff/")["changes"][0], "Change"),
        (write(api, f"{TREE}replay/", {}, code=200), "Replay"),
        (read(api, f"{TREE}open-walks/"), "OpenWalks"),
        (read(api, f"{TREE}versions/")["results"][0], "ListedVersion"),
        (read(api, f"{TREE}versions/1/"), "OpenedVersion"),
        (read(api, f"{TREE}statistics/"), "Statistics"),
        (read(api, f"{TREE}statistics/")["nodes"][0], "Numbers"),
        (read(api, f"{TREE}reports/")["results"][0], "Report"),
        (read(api, f"{TREE}rights/")["results"][0], "Right"),
        (log[0], "Log"),
        (read(api, f"{TREE}log/{log[0]['id']}/"), "LogEntry"),
    ]:
        assert set(shown) == set(schemas[name]["properties"]), name
    assert TreeVersion.objects.count() == 2
