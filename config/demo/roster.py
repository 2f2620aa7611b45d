"""The demo roster: the English desk day and night, the Chinese one by day, never on Sundays."""

from datetime import datetime, time, timedelta

from django.contrib.auth.models import User

from support.roster.changing import hand_over
from support.roster.models import Cover, Rule
from support.staff.models import Team

DAILY = [0, 1, 2, 3, 4, 5, 6]


def plan_shifts(english: User, chinese: User, lead: User, *, now: datetime) -> None:
    """Plan who works when, and have one shift tell the next something."""
    teams = {team.name: team for team in Team.objects.all()}
    desk, group = teams["English desk"], teams["中文组"]
    since = now.date() - timedelta(days=28)
    london = {"zone": "Europe/London", "weekdays": DAILY, "from_on": since}
    shanghai = {"zone": "Asia/Shanghai", "from_on": since}
    day, night, evening = time(8), time(20), time(21)
    Rule.objects.create(team=desk, person=english, begins_at=day, ends_at=night, **london)
    Rule.objects.create(team=desk, person=lead, begins_at=night, ends_at=day, **london)
    Rule.objects.create(
        team=group, person=chinese, begins_at=time(9), ends_at=evening, weekdays=DAILY[:6],
        **shanghai,
    )  # fmt: skip
    Cover.objects.create(team=desk, begins_at=time(0), ends_at=time(0), **london)
    Cover.objects.create(
        team=group, language="zh-hans", begins_at=time(9), ends_at=evening, weekdays=DAILY,
        **shanghai,
    )  # fmt: skip
    words = "Demo Clearing Bank answers by phone until 18:00 only. Two cases wait for it."
    hand_over(desk, words, actor=lead, now=now - timedelta(hours=2))
