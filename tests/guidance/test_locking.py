"""Case before walk: who answers a step and who starts its walk anew never wait for each other."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from support.cases.locked import lock_case
from support.cases.models import Case
from support.guidance.services import start_walk
from tests.factories import NOW, make_customer
from tests.guidance.desk import Desk
from tests.reference import load_reference
from tests.waiting import waiting

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_answer_that_silences_the_case_waits_for_the_event_that_starts_the_walk_anew():
    load_reference()
    nobody = make_customer(email="", phone="")
    desk = Desk(failure_scheme="iso20022", failure_code="AC04", customer=nobody)
    assert desk.at == "out_account_closed"

    def answer() -> str:
        walk = desk.walk
        try:
            desk.answer("holder_deceased", node="code_account", reason="The family rang")
        except ValidationError as error:
            return str(error.code)
        return str(walk.pk)

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            case = lock_case(desk.case)
            answered = waiting(thread, answer)
            begun = start_walk(case, now=NOW)
        assert answered.result(timeout=10) == "walk_ended"

    assert begun.walk == desk.walk
    assert Case.objects.get(pk=case.pk).silent_since is None
