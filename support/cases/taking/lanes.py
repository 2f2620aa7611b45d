"""Who could work on a case: its language, the skill that it asks for, and its team."""

from django.db.models.expressions import RawSQL

from support.cases.models import Case
from support.customers.models import Customer, language_sql
from support.staff.services import team_for
from support.staff.skills import skill_for


def put_in_lane(case: Case) -> None:
    """Say of a new case who could work on it; nothing is saved. Asks nothing while teams stay."""
    case.language, payment = case.contact.language, case.payment
    case.skill = skill_for(payment.direction, payment.method) if payment else ""
    case.team_id = team_for(case.language, case.language, case.skill)  # markets go by language


def follow_language(customer: Customer) -> None:
    """Let the cases that go on follow the language that their customer chose, or chose no longer.

    The team stays: who began with it hands it over where they can't go on.
    """
    told = RawSQL(language_sql("contact_locale"), [])  # noqa: S611 - a column's name alone
    theirs = Case.objects.not_done().filter(customer=customer)
    theirs.update(language=customer.chosen_language or told)
