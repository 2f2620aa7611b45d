"""Going to a cause at once, from the case's page, the palette and the API."""

import pytest
from django.urls import reverse

from support.desk.palette.places import places_for
from tests.desk.walking import HTMX, answer, make_walk
from tests.factories import make_agent, make_case

pytestmark = pytest.mark.django_db


def address(name, case):
    return reverse(name, args=[case.reference])


def jump(walk, **more):
    given = {"kind": "jumped", "reason": "Their bank told us"} | more
    return answer(walk, "q1", "out", **given)


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_the_causes_of_the_guide_are_offered_in_the_place_of_the_step(desk, headers):
    case, _walk = make_walk()
    plain = desk.get(address("case", case)).text
    asked = address("case", case) if not headers else f"{address('case', case)}parts/guide/"

    page = desk.get(f"{asked}?jump=1", headers=headers).text

    assert "?jump=1#guide" in plain
    assert 'value="jumped"' not in plain
    assert "You leave the guide at “Question 1?”" in page
    assert 'name="option" value="out"' in page
    assert 'name="option" value="yes"' not in page


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_jump_leads_to_the_outcome_and_the_gap_stands_in_the_stream(desk, headers):
    case, walk = make_walk()

    shown = desk.post(address("walk-answer", case), jump(walk), headers=headers, follow=True).text
    stream = desk.get(reverse("case-part", args=[case.reference, "stream"])).text

    assert "Slow bank" in shown
    assert "Jumped to the cause" in shown
    assert "Do all 4" in shown  # an outcome like any other
    assert "Jumped to a cause" in stream
    assert "Slow bank, skipped: Question 1? · Question 2? · Question 3?" in stream
    assert "Their bank told us" in stream
    assert case.events.get(kind="jumped").values == {"node": "out", "skipped": ["q1", "q2", "q3"]}


def test_without_a_reason_nothing_is_lost_and_nothing_jumps(desk):
    case, walk = make_walk()

    refused = desk.post(address("walk-answer", case), jump(walk, reason=""), headers=HTMX)

    assert refused.status_code == 422
    assert "Please say how you know the cause." in refused.text
    assert 'value="jumped"' in refused.text
    assert walk.answers.count() == 0


def test_a_jump_that_somebody_was_faster_than_keeps_its_reason_where_it_was_typed(desk):
    case, walk = make_walk()
    form = jump(walk)
    desk.post(address("walk-answer", case), answer(walk, "q1"))

    conflict = desk.post(address("walk-answer", case), form, headers=HTMX)

    assert conflict.status_code == 409
    assert "You leave the guide at “Question 2?”" in conflict.text
    assert ">Their bank told us</textarea>" in conflict.text
    assert 'name="skip_reason"' not in conflict.text


def test_a_jump_is_taken_back_like_an_answer(desk):
    case, walk = make_walk()
    desk.post(address("walk-answer", case), jump(walk))

    walk.refresh_from_db()
    given = {"walk": walk.pk, "seen": walk.answers_seen, "number": 1}
    page = desk.post(address("walk-retract", case), given, follow=True).text

    assert "Question 1?" in page
    assert "Do all" not in page


def test_at_an_outcome_there_is_nothing_to_jump_to(desk):
    case, walk = make_walk()
    desk.post(address("walk-answer", case), jump(walk))

    page = desk.get(f"{address('case', case)}?jump=1").text

    assert 'value="jumped"' not in page
    assert "Do all 4" in page


def test_the_palette_offers_it_on_the_page_of_a_case_alone(desk):
    case, agent = make_case(), make_agent()
    here = address("case", case)

    first = places_for(agent, "i know", here)[0]
    shown = desk.get(
        f"{reverse('go')}?where=hand",
        headers={**HTMX, "HX-Current-URL": f"http://testserver{here}?show=notes"},
    ).text

    assert (first.title, first.address) == ("I know the cause", f"{here}?jump=1#guide")
    assert f"{here}?hand-over#strip" in shown
    for elsewhere in ("/", "/nowhere/at/all"):
        found = places_for(agent, "i know", elsewhere)
        assert [place.kind for place in found] == ["Search"]
