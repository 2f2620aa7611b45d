"""`manage.py load_demo`: a believable world to look around in, on an empty database only."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from config.demo.at_source import ask_source
from config.demo.banks import enter_banks
from config.demo.cases import load_demo_cases
from config.demo.flowing import let_some_flow
from config.demo.macros import write_macros
from config.demo.past_outage import write_outage
from config.demo.plans import write_plan
from config.demo.present_outage import go_on, plan_a_stop
from config.demo.roster import plan_shifts
from config.demo.teams import make_teams
from config.demo.under_way import send_some
from config.demo.who_writes import enter_who_writes
from support.cases.models import Case
from support.desk.session.services import set_language
from support.desk.team.zone import set_time_zone
from support.payments.tasks import tally_day

# Demo logins, shown by `make run`; they exist with DEBUG only.
PASSWORD = "casewalk"  # noqa: S105
PEOPLE = [
    ("amy", "Amy", "Adler", "en", "Europe/London"),
    ("li", "测试", "李", "zh-hans", "Asia/Shanghai"),
    ("sofia", "Sofia", "Marsh", "en", "Europe/London"),
    ("admin", "Demo", "Admin", "en", ""),  # by the browser's
]


class Command(BaseCommand):
    help = "Load demo agents and the sample payments as events of the last days."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            message = "The demo world has open logins; it is for DEBUG=1 only."
            raise CommandError(message)
        if Case.objects.exists():
            self.stdout.write("demo: the database has cases already, nothing loaded")
            return
        agents = [self._person(*person) for person in PEOPLE]
        enter_who_writes(agents[-1], timezone.now())
        make_teams(*agents[:3])
        plan_shifts(*agents[:3], now=timezone.now())
        write_macros(agents[2], timezone.now())
        write_plan(agents[2], timezone.now())
        write_outage(agents[2], timezone.now())
        file = settings.BASE_DIR / "fixtures" / "sample_payments.jsonl"
        now = timezone.now()
        count = load_demo_cases(file, agents[:2], now=now) + send_some(now=now)
        enter_banks(agents[2], now=now)
        ask_source(agents[0], now=now)
        go_on(agents[2], now)
        plan_a_stop(agents[2], now)
        let_some_flow(now)
        tally_day()  # the timetable does so first in a quarter of an hour
        self.stdout.write(f"demo: {count} payment events received")

    def _person(self, name: str, first: str, last: str, language: str, zone: str) -> User:
        person = User.objects.create_user(
            name,
            password=PASSWORD,
            first_name=first,
            last_name=last,
            is_staff=True,
            is_superuser=name == "admin",
        )
        set_language(person, language)
        set_time_zone(person, zone, language=language)
        return person
