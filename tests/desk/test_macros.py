"""Macros at the desk: chosen by name, shown, sent as shown, and taken back."""

import pytest
from django.urls import reverse

from support.answering.models import AppliedMacro
from support.answering.saving import switch_macro
from support.notifications.models import Notification
from support.notifications.showing import as_it_would_leave
from tests.answering.making import TEXTS, make_macro
from tests.desk.walking import HTMX
from tests.factories import NOW, make_case

pytestmark = pytest.mark.django_db


def address(name, case, *more):
    return reverse(name, args=[case.reference, *more])


def chosen(desk, case, name="ask for the ACCOUNT", **typed):
    return desk.post(address("case-macro", case), {"pick": name, **typed}, headers=HTMX)


def test_the_composer_offers_macros_by_name(desk):
    case = make_case()
    make_macro("Ask <them>", priority="high")

    assert '<option value="Ask &lt;them&gt;"></option>' in desk.get(address("case", case)).text


def test_choosing_one_puts_its_words_below_what_was_typed_and_does_nothing(desk):
    case, macro = make_case(), make_macro(texts=TEXTS, priority="high")

    shown = chosen(desk, case, body="Hello again.")

    words = f"We are looking into {case.payment.reference}."
    assert f">Hello again.\n\n{words}</textarea>" in shown.text
    assert 'name="deed" value="priority" checked> Priority: High' in shown.text
    assert [message.channel for message in shown.context["answer"].messages] == ["email", "sms"]
    assert words in shown.context["answer"].messages[0].text
    assert not AppliedMacro.objects.exists()
    macro.refresh_from_db()
    assert macro.uses == 0


def test_what_is_shown_is_what_is_sent(desk):
    case, macro = make_case(), make_macro(texts={"en": "{what_next}"}, status="waiting_customer")
    form = chosen(desk, case).context["answer"]
    press = {"chosen": macro.slug, "seen": "1", "body": form.press.body, "deed": ["status"]}

    answer = desk.post(address("case-macro-apply", case), press, headers=HTMX)

    assert answer.status_code == 200
    mail = Notification.objects.get(event="agent-reply", channel="email")
    assert as_it_would_leave(mail).text == form.messages[0].text
    case.refresh_from_db()
    assert case.status == "waiting_customer"
    assert '"undoable"' in answer["HX-Trigger"]

    undone = desk.post(address("macro-undo", case, AppliedMacro.objects.get().pk), headers=HTMX)
    assert undone.status_code == 200
    case.refresh_from_db()
    assert case.status == "new"
    assert "Macro applied" in desk.get(address("case", case)).text
    assert "Taken back" in desk.get(address("case", case)).text


def test_without_scripts_a_tick_that_was_taken_out_is_not_done(desk):
    case, macro = make_case(), make_macro(priority="high", tags=["vip"])
    press = {"chosen": macro.slug, "seen": "1", "body": "", "deed": ["tags"]}

    answer = desk.post(address("case-macro-apply", case), press)

    assert answer.url == f"{address('case', case)}#composer"
    case.refresh_from_db()
    assert (case.priority, case.tags) == ("normal", ["vip"])


def test_what_is_refused_keeps_words_and_ticks(desk):
    case, macro = make_case(contact_email="", contact_phone=""), make_macro(texts=TEXTS, tags=["a"])
    case.customer.email = case.customer.phone = ""
    press = {"chosen": macro.slug, "seen": "7", "body": "My words", "deed": ["tags"]}

    refused = desk.post(address("case-macro-apply", case), press, headers=HTMX)

    assert refused.status_code == 422
    assert "Somebody changed this macro meanwhile." in refused.context["reply_error"]
    assert refused.context["typed_reply"] == "My words"


def test_a_name_that_is_none_and_one_out_of_use_are_refused(desk, agent):
    case, macro = make_case(), make_macro()
    switch_macro(macro, is_on=False, actor=agent, now=NOW)

    assert chosen(desk, case, body="Kept").status_code == 422
    refused = desk.post(
        address("case-macro-apply", case), {"chosen": macro.slug, "body": "Kept"}, headers=HTMX
    )
    assert "not in use" in refused.context["reply_error"]
    assert refused.context["typed_reply"] == "Kept"


def test_a_preview_follows_words_and_ticks(desk):
    case, macro = make_case(), make_macro("End", ending="withdrawn")
    form = {"chosen": macro.slug, "seen": "1", "body": "", "deed": ["ending"]}

    shown = desk.post(address("case-reply-preview", case), form, headers=HTMX)
    told = shown.context["answer"].messages
    assert [message.channel for message in told] == ["email", "sms"]
    shown = desk.post(address("case-reply-preview", case), form | {"deed": []}, headers=HTMX)
    assert shown.context["answer"].messages == ()


def test_a_page_asks_the_same_for_one_macro_and_for_many(
    desk,
    django_assert_num_queries,
    django_assert_max_num_queries,
):
    case = make_case()
    make_macro("One", priority="high")
    desk.get(address("case", case))  # what is read once a process
    with django_assert_max_num_queries(100) as one:
        desk.get(address("case", case))
    for name in ("Two", "Three"):
        make_macro(name, texts=TEXTS)

    with django_assert_num_queries(len(one)):
        desk.get(address("case", case))
