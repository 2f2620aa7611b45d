"""What somebody may by their roles, in the house and in teams."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from support.cases.taking.sharing import hand_out
from support.incidents.models import CaseLink
from support.incidents.services import Scope, open_incident
from support.intake.letters.letter import Letter
from support.staff.models import Team
from support.staff.roles import Role, TeamRole, give_rights, rights_of_role
from support.staff.services import colleagues, fit_of
from support.staff.standing import Standing, standing_of, workers
from tests.api.asking import client_for
from tests.factories import NOW, make_agent, make_case, sign_in
from tests.intake.letters.writing import came, letter

VIEWER, AGENT, AUTHOR, LEAD = "viewer", "agent", "author", "lead"


@pytest.mark.parametrize(
    ("house", "teams", "works", "watched", "led"),
    [
        ((), {}, True, [], []),
        ((), {1: AGENT}, True, [], []),
        ((), {1: VIEWER}, False, [1], []),
        ((), {1: VIEWER, 2: AGENT}, True, [1], []),
        ((), {1: LEAD, 2: AGENT}, True, [], [1]),
        ((VIEWER,), {}, False, [], []),
        ((VIEWER,), {1: AGENT}, True, [], []),
        ((AGENT,), {1: VIEWER}, True, [], []),
        ((AUTHOR,), {}, False, [], []),
        ((AUTHOR, AGENT), {}, True, [], []),
        ((LEAD,), {1: VIEWER}, True, [], []),
    ],
)
def test_who_works_who_looks_on_and_who_leads(house, teams, works, watched, led):
    standing = Standing(False, frozenset(house), teams)

    assert (standing.may_work, standing.watched, standing.led) == (works, watched, led)
    assert standing.leads is (bool(led) or LEAD in house)
    assert Standing(True, frozenset(house), teams).may_work


def test_somebody_may_not_work_on_a_team_that_they_look_on():
    standing = Standing(teams={1: VIEWER, 2: AGENT})

    assert [standing.may_work_on(team) for team in (1, 2, 3, None)] == [False, True, True, True]
    assert not Standing(house=frozenset({VIEWER})).may_work_on(None)


@pytest.fixture
def amy(db):
    """Works in one team and looks on in another."""
    amy = make_agent("amy")
    for name, role in (("Payouts", TeamRole.AGENT), ("Risk", TeamRole.VIEWER)):
        Team.objects.create(name=name).memberships.create(user=amy, role=role)
    return amy


def test_the_roles_come_with_the_user_of_a_page(amy, django_assert_num_queries):
    amy.groups.add(Group.objects.get(name=Role.LEAD))
    amy.groups.add(Group.objects.create(name="tea club"))
    payouts, risk = Team.objects.order_by("pk")

    with django_assert_num_queries(1):
        standing = standing_of(User(pk=amy.pk))
    assert standing.house == {LEAD}
    assert standing.teams == {payouts.pk: AGENT, risk.pk: VIEWER}
    assert standing.leads_all
    assert standing.uses_admin


def test_whoever_looks_on_is_offered_and_given_nothing(amy):
    Team.objects.update(hands_out=True)
    viewer = make_agent("vera")
    viewer.groups.add(Group.objects.get(name=Role.VIEWER))
    risk = Team.objects.get(name="Risk")
    make_case(team=risk)

    assert fit_of(amy).teams == (Team.objects.get(name="Payouts").pk,)
    assert hand_out(NOW) == 0
    assert [user.username for user in colleagues(NOW)] == ["amy"]
    assert not workers().filter(pk=viewer.pk).exists()


def test_a_case_of_a_team_where_one_looks_on_is_read_and_not_changed(amy):
    theirs = make_case(team=Team.objects.get(name="Risk"))
    ours = make_case(team=Team.objects.get(name="Payouts"))
    browser, script = sign_in(Client(), amy), client_for(amy)

    assert browser.get(f"/cases/{theirs.reference}/").status_code == 200
    assert browser.post(f"/cases/{theirs.reference}/note/", {"body": "Hm"}).status_code == 403
    assert browser.post(f"/cases/{ours.reference}/note/", {"note-body": "Hm"}).status_code != 403
    address = f"/api/v1/cases/{theirs.reference}/"
    assert script.get(address).status_code == 200
    assert script.post(f"{address}notes/", {"body": "Hm"}).status_code == 403
    assert script.post(f"{address}walk/", {}).status_code == 403
    assert script.post(f"/api/v1/cases/{ours.reference}/notes/", {"body": "Hm"}).status_code == 201
    assert theirs.messages.count() == 0


def test_a_case_where_one_looks_on_is_not_changed_by_its_name_in_another_address(amy):
    theirs = make_case(team=Team.objects.get(name="Risk"))
    ours = make_case(team=Team.objects.get(name="Payouts"))
    named = {"case": theirs.reference}
    about = Scope("Late", "晚", [], NOW, methods=["none"])
    incident = open_incident(about, actor=amy, now=NOW)
    CaseLink.objects.create(incident=incident, case=theirs, how="swept", linked_at=NOW)
    came(letter())
    waits = Letter.objects.get()
    links, case = f"incidents/{incident.reference}/links/", f"cases/{ours.reference}/"
    browser, script = sign_in(Client(), amy), client_for(amy)
    pressed = [
        (f"/{links}", named),
        (f"/{links}{theirs.reference}/", {}),
        (f"/letters/{waits.pk}/putting/", {"reference": theirs.reference}),
        *(
            (f"/{case}related/", {"reference": theirs.reference, "how": how, "reason": "Hm"})
            for how in ("merge", "merge_away", "duplicate", "unlink")
        ),
    ]
    asked = [
        script.post(f"/api/v1/{links}", named),
        script.delete(f"/api/v1/{links}{theirs.reference}/"),
        script.post(f"/api/v1/{case}merge/", named | {"reason": "Hm"}),
        script.post(f"/api/v1/{case}related/", named | {"kind": "duplicate"}),
    ]

    codes = [browser.post(address, given).status_code for address, given in pressed]
    assert codes == [403] * len(pressed)
    assert [answer.status_code for answer in asked] == [403] * len(asked)
    assert CaseLink.objects.in_force().count() == 1
    assert not theirs.events.filter(kind__in=["incident", "merged", "related"]).exists()
    assert not Letter.objects.exclude(settled_at=None).exists()


def test_what_is_not_theirs_to_change_is_not_offered_to_viewers(db, client):
    viewer = make_agent()
    viewer.groups.add(Group.objects.get(name=Role.VIEWER))
    page = sign_in(client, viewer).get("/").text

    assert '<body hx-indicator="#progress" class="looks-on">' in page
    assert "frame-next" not in page
    assert "View only" in page


def test_the_groups_have_the_rights_of_their_roles_and_keep_what_an_admin_added(db):
    for role in Role:
        given = Permission.objects.filter(group__name=role)
        assert {*given.values_list("content_type__app_label", "codename")} == {
            *rights_of_role(role)
        }
    author = Group.objects.get(name=Role.AUTHOR)
    added = Permission.objects.get(codename="add_broadcast")
    author.permissions.add(added)

    give_rights()

    assert author.permissions.filter(pk=added.pk).exists()
    assert Group.objects.filter(name__in=Role.values).count() == len(Role)
