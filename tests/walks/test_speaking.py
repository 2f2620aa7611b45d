"""Which answers of a step a finding speaks for."""

from tests.every import every
from tests.trees.building import document, outcome, step
from troubleshooting.checks.registry import strong, weak
from troubleshooting.trees.graph import Graph
from troubleshooting.walks.showing.speaking import spoken_for

# One answer leads to a cause at once, one after two steps, one only by "can't say", one never.
TREE = document(
    step("kind", near="out_closed", far="more", else_="unknown", none="out_other"),
    step("more", yes="again", no="out_frozen"),
    step("again", yes="out_closed", no="more"),
    {**step("unknown", yes="out_other", no="out_other"), "otherwise": "out_late"},
    outcome("out_closed", cause="account_closed"),
    outcome("out_frozen", cause="account_frozen"),
    outcome("out_late", cause="amount_over_limit"),
    outcome("out_other"),
)
GRAPH = Graph.from_document(TREE)
KIND = GRAPH.nodes["kind"]


def speaks(cause, *, option="yes"):
    return spoken_for(GRAPH, KIND, strong(option, "It says so.", cause), is_own=False)


@every(
    ("cause", "options"),
    [
        ("account_closed", ["near"]),  # the other way is longer
        ("account_frozen", ["far"]),
        ("amount_over_limit", ["else_"]),
        ("name_mismatch", []),
        (None, []),
    ],
)
def test_another_steps_finding_speaks_for_what_leads_to_its_cause_soonest(cause, options):
    assert speaks(cause) == options


def test_answers_that_lead_to_it_equally_soon_are_all_named():
    both = document(
        step("kind", one="out", two="out", three="out_other"),
        outcome("out", cause="account_closed"),
        outcome("out_other"),
    )
    graph = Graph.from_document(both)
    found = spoken_for(
        graph, graph.nodes["kind"], strong("x", "So.", "account_closed"), is_own=False
    )

    assert found == ["one", "two"]


def test_the_steps_own_finding_speaks_for_the_option_that_it_names_and_for_no_other():
    assert spoken_for(GRAPH, KIND, weak("far", "Perhaps."), is_own=True) == ["far"]
    assert spoken_for(GRAPH, KIND, strong("gone", "So.", "account_closed"), is_own=True) == []
    assert spoken_for(GRAPH, KIND, weak(None, "Unknown."), is_own=True) == []
