"""What is said of each case before a deed is done to many: the same sentence as after it."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.cases.bulk import services
from support.cases.models import Case, CaseEvent
from support.staff.models import Team
from tests.answering.making import make_macro
from tests.cases.bulk.test_bulk import seen_of
from tests.desk.test_queue_bulk import post, report
from tests.desk.walking import make_cause, make_walk
from tests.factories import NOW, make_case, make_payment
from tests.guidance.test_deeds import GAP, at_expired_card, at_outcome
from troubleshooting.causes.models import Cause

pytestmark = pytest.mark.django_db


def unnamed(**outcome):
    case, _walk = at_outcome(**outcome)
    Cause.objects.filter(slug="test_slow").update(customer_message_en=GAP)
    return case


def contradicted():
    case = make_case(payment=make_payment(status="failed"))
    return at_outcome(case, status="resolved", ending="credited", message=None)[0]


def unanswered():
    return at_outcome(make_case(heard_at=NOW), status="resolved", ending="no_answer", message=None)[
        0
    ]


def looked_on(agent):
    team = Team.objects.create(name="Risk")
    team.memberships.create(user=agent, role="viewer")
    agent.memberships.create(team=Team.objects.create(name="Payouts"), role="agent")
    case = at_outcome()[0]
    Case.objects.filter(pk=case.pk).update(team=team)
    return case


def come_back():
    make_cause()
    Cause.objects.update(of_money=Cause.OfMoney.UNDER_WAY)
    back = make_case(payment=make_payment(status="returned", direction="payin"))
    return at_outcome(back, status="waiting_bank", message="waiting-bank")[0]


# By the code of the refusal, of whole outcomes; what only a choice can be refused by is none here.
OUTCOMES = {
    "no_outcome": lambda _agent: make_walk(1)[0],
    "unnamed": lambda _agent: unnamed(),
    "misfits": lambda _agent: at_expired_card()[0],
    "contradicted": lambda _agent: contradicted(),
    "unanswered": lambda _agent: unanswered(),
    "came_back": lambda _agent: come_back(),
    "looks_on": looked_on,
}
# Said at the press alone: what somebody did, and what the record says, since it was looked at.
AT_THE_PRESS = {"stale", "changed"}
OF_A_CHOICE = {"unknown_deed", "no_deed", "must_do", "needs_deed", "no_sentence", "unfit"}
# No guide is published with an outcome that resolves and does not say how, unless the record does.
OF_NO_OUTCOME = {"ending", "not_credited"}
MACROS = {
    "language": ({"texts": {"zh-hans": "您好"}}, {}),
    "silent": ({"texts": {"en": "Hello."}}, {"silent_since": NOW}),
    "no_deed": ({"priority": "high"}, {"priority": "high"}),
}
OF_A_CHANGED_MACRO = {"off", "stale_macro"}


def codes_in(*paths):
    return {code for path in paths for code in re.findall(r'code="(\w+)"', Path(path).read_text())}


def test_no_code_is_forgotten():
    outcomes = [f"support/guidance/outcomes/{name}.py" for name in ("many", "foreseeing", "deeds")]

    assert codes_in(*outcomes, "support/cases/models/ending.py") == (
        {*OUTCOMES} - {"looks_on"} | AT_THE_PRESS | OF_A_CHOICE | OF_NO_OUTCOME
    )
    assert codes_in("support/answering/deeds.py", "support/answering/many.py") == (
        {*MACROS} | OF_A_CHANGED_MACRO | {"required"}
    )


@pytest.fixture
def codes(monkeypatch):
    """Remember the codes of what was left."""
    kept, told = [], services.told

    def remembered(error: ValidationError):
        kept.append(told(error)[0])
        return told(error)

    monkeypatch.setattr(services, "told", remembered)
    return kept


def said_before(desk, case, **given):
    """Return what the page says of a case that would be left."""
    page = post(desk, [case], **given).text
    left = page.partition("<h2>Left as they are</h2>")[2].partition("</ul>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", left).split())


def check(desk, case, codes, code, **given):
    before = said_before(desk, case, **given)
    after = report(desk, post(desk, [case], sure="1", **given))

    assert codes == [code]
    sentence = before.partition(case.reference)[2].strip()
    assert len(sentence) > len("It is left.")
    assert sentence in after
    assert not CaseEvent.objects.filter(case=case, kind__in=("outcome", "macro")).exists()


@pytest.mark.parametrize("code", OUTCOMES)
def test_why_an_outcome_would_be_left_is_said_before_as_it_is_after(desk, agent, codes, code):
    case = OUTCOMES[code](agent)

    check(desk, case, codes, code, deed="outcome", **{f"seen-{case.reference}": seen_of(case)})


@pytest.mark.parametrize("code", MACROS)
def test_why_a_macro_would_be_left_is_said_before_as_it_is_after(desk, codes, code):
    written, made = MACROS[code]
    macro = make_macro(**written)

    check(desk, make_case(**made), codes, code, deed="macro", macro=macro.slug)


def test_an_outcome_that_would_be_applied_is_named(desk):
    case, _walk = at_outcome()
    Case.objects.filter(pk=case.pk).update(unreached_since=NOW)

    page = post(desk, [case], deed="outcome").text

    assert "Outcome waiting: Slow bank" in page
    assert "Left as they are" not in page


def test_many_are_foreseen_in_as_many_queries(desk, django_assert_num_queries):
    cases = [unnamed() for _number in range(3)] + [at_expired_card()[0]]
    cases += [make_walk(1)[0], at_outcome()[0]]
    post(desk, cases, deed="outcome")
    with CaptureQueriesContext(connection) as few:
        post(desk, cases[:1], deed="outcome")

    with django_assert_num_queries(len(few)):
        post(desk, cases, deed="outcome")
