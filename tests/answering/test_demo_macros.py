"""The demo's macros do what they say, for customers of both languages."""

import pytest

from config.demo.macros import MACROS, write_macros
from support.answering.macros import apply_macro
from support.answering.models import Macro
from support.cases.models import Status
from tests.factories import NOW, make_agent, make_case, make_customer

pytestmark = pytest.mark.django_db
LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_can_be_applied_and_writes_in_the_customers_language(language):
    agent = make_agent()
    write_macros(agent, NOW)
    after = []
    for macro, written in zip(Macro.objects.order_by("pk"), MACROS, strict=True):
        case = make_case(customer=make_customer(locale=LOCALES[language]))

        applied = apply_macro(case, macro, actor=agent, now=NOW)

        case.refresh_from_db()
        after.append(case.status)
        assert applied.message.body == written.texts[language]
    assert after == [Status.WAITING_CUSTOMER, Status.WAITING_BANK, Status.RESOLVED]
