"""A cause that is gone hands the case to a person and is reported; nothing falls over."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from support.cases.models import Case, Status
from support.notifications.models import Notification
from tests.desk.walking import HTMX
from tests.factories import make_agent, payment_event, sign_in
from tests.guidance.desk import Desk
from tests.intake.signing import send
from troubleshooting.causes.models import Cause
from troubleshooting.walks.models import StepReport, Walk

pytestmark = pytest.mark.django_db


def lose(slug: str) -> None:
    """Take a cause from the list behind everybody's back."""
    Cause.objects.filter(slug=slug).update(slug=f"{slug}_of_old")


def reports() -> list[tuple[str, Any]]:
    return list(StepReport.objects.values_list("node", "actor"))


def sent() -> list[str]:
    return sorted(Notification.objects.values_list("event", flat=True).distinct())


def test_an_event_that_comes_to_a_lost_cause_leaves_the_case_to_people_and_reports_it_once(
    tree: Any,
):
    lose("account_closed")  # the code names it, and its outcome is found no more
    lose("declined_unspecified")

    first, second = send(payment_event()), send(payment_event())

    assert first.status_code == second.status_code == 202
    assert first.json()["outcome"] == "out_declined_unspecified"
    assert first.json()["automatic"] is False
    assert set(Case.objects.values_list("cause", flat=True)) == {None}
    assert sent() == ["case-opened"]
    assert reports() == [("out_declined_unspecified", None)]
    with translation.override("en"):
        assert "declined_unspecified" in StepReport.objects.get().note


def at_a_lost_outcome(desk: Desk) -> Walk:
    desk.answer("healthy")
    desk.answer("bank_error")
    lose(str(desk.walk.position().present.cause))
    return desk.walk


def test_an_agent_who_applies_it_on_the_desk_keeps_the_case_and_nobody_is_told_a_cause(
    client: Any, desk: Desk
):
    walk = at_a_lost_outcome(desk)
    sign_in(client, make_agent(is_superuser=True))
    page = client.get(reverse("case", args=[desk.case.reference]))
    before = sent()

    answer = client.post(
        reverse("walk-outcome", args=[desk.case.reference]),
        {"walk": str(walk.pk), "seen": walk.answers_seen},
        headers=HTMX,
    )

    case = Case.objects.get(pk=desk.case.pk)
    assert page.status_code == 200
    assert answer.status_code < 400
    assert (case.status, case.cause) == (Status.OPEN, None)
    assert sent() == before
    assert reports() == [(walk.position().present.key, None)]
    assert case.events.filter(kind="note", actor=None).exists()


def test_over_the_api_it_is_the_same(client: Any, desk: Desk):
    walk = at_a_lost_outcome(desk)
    sign_in(client, make_agent(is_superuser=True))
    address = f"/api/v1/walks/{walk.pk}/"

    shown = client.get(address)
    answer = client.post(
        f"{address}outcome/", {"seen": walk.answers_seen}, content_type="application/json"
    )

    assert shown.status_code == 200
    assert answer.status_code in (200, 201)
    assert Case.objects.get(pk=desk.case.pk).status == Status.OPEN
    assert len(reports()) == 1


def test_a_slug_that_a_tree_names_can_not_be_renamed_and_says_by_which(tree: Any):
    cause = Cause.objects.get(slug="account_closed")
    cause.slug = "closed_account"

    with translation.override("en"), pytest.raises(ValidationError) as refused:
        cause.clean()

    (sentence,) = refused.value.message_dict["slug"]
    assert sentence.startswith("“account_closed” can't be renamed: it is named by ")
    assert str(tree.tree) in sentence


def test_a_slug_that_nobody_names_may_be_renamed(tree: Any):
    cause = Cause.objects.create(
        slug="unheard_of", typical_minutes=1, typical_share=0, customer_message_en="A.",
        customer_message_zh="一。", disclosure="open", group="bank",
    )  # fmt: skip
    cause.slug = "heard_of"

    cause.clean()


def test_the_admin_neither_renames_nor_rewords_nor_deletes_a_cause_in_use(client: Any, tree: Any):
    sign_in(client, make_agent(is_superuser=True))
    cause = Cause.objects.get(slug="account_closed")
    address = reverse("admin:causes_cause_change", args=[cause.pk])
    page = client.get(address)
    words = {
        name: value
        for name in ("group", "disclosure", "name_en", "name_zh", "how_to_check_en",
                     "how_to_check_zh", "fix_en", "fix_zh", "typical_minutes", "typical_share",
                     "typical_share_basis")
        if (value := getattr(cause, name)) is not None
    }  # fmt: skip

    answer = client.post(address, words | {"slug": "closed_account", "payout_message_en": "Ours."})

    cause.refresh_from_db()
    assert "What customers are told is edited in the editor" in page.content.decode()
    assert 'name="payout_message_en"' not in page.content.decode()
    assert "renamed" in answer.content.decode()
    assert cause.slug == "account_closed"
    assert cause.payout_message_en != "Ours."
    assert client.get(reverse("admin:causes_cause_delete", args=[cause.pk])).status_code == 403


def test_the_api_of_causes_only_reads(client: Any, tree: Any):
    sign_in(client, make_agent(is_superuser=True))

    for deed in (client.put, client.patch, client.delete):
        assert deed("/api/v1/causes/account_closed/").status_code in (403, 405)
    assert Cause.objects.filter(slug="account_closed").exists()
