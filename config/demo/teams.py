"""The demo's teams: two by the languages that their members write, and those that guides name."""

from django.contrib.auth.models import Group, User

from support.staff.models import AgentProfile, Team
from support.staff.roles import Role


def make_teams(english: User, chinese: User, lead: User) -> None:
    """Give each agent a team; the lead is in both, and who writes Chinese reads English too."""
    teams = {
        "English desk": (["en"], [english, lead]),
        "中文组": (["zh-hans"], [chinese, lead]),
    }
    for place, (name, (languages, members)) in enumerate(teams.items(), start=1):
        team = Team.objects.create(name=name, place=place, languages=languages)
        team.members.set(members)
    for kind in Team.Kind:
        asked = Team.objects.create(name=f"{kind.label} team", place=3, kind=kind)
        asked.members.set([lead])
    lead.groups.add(Group.objects.get(name=Role.LEAD))
    AgentProfile.objects.create(user=english, languages=["en"])
    AgentProfile.objects.create(user=chinese, languages=["zh-hans", "en"])
