"""A link shows a draft to colleagues for seven days; it shows nothing else and changes nothing."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from tests.editor.authors import SLUG, change, live_tree, signed_in
from tests.editor.publishing import retitled
from tests.editor.trials import PAGE, Visitor
from tests.factories import make_agent
from troubleshooting.editor.trial.run import Given, Trial
from troubleshooting.editor.trial.sharing import (
    SHARED_FOR,
    ShareEnded,
    read_share,
    read_trial,
    share_draft,
    write_trial,
)
from troubleshooting.trees.drafts.services import discard_draft
from troubleshooting.trees.models import Tree
from troubleshooting.trees.publishing.services import publish
from troubleshooting.walks.models import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(author):
    return change(live_tree().tree, author, retitled(title="Has the money come?"))


def link_to(draft, user, now=None):
    return reverse("tree-try-share", args=[share_draft(draft, user, now or timezone.now())])


def test_a_colleague_walks_the_shared_draft_under_a_banner(author, draft):
    colleague = Visitor(signed_in(make_agent("bea")), link_to(draft, author)).look()

    assert colleague.step == "Has the money come?"
    assert "This is a draft, not published." in colleague.html
    assert "Ann Author shows it to you until" in colleague.html
    colleague.answer("arrived", "yes")
    assert colleague.step == "when"
    assert "This is a draft, not published." in colleague.html
    assert Walk.objects.count() == 0


def test_the_shared_page_leads_to_no_editor_and_to_no_other_version(author, draft):
    page = Visitor(signed_in(author), link_to(draft, author)).look(version="1")

    assert page.step == "Has the money come?"
    assert "/edit/" not in page.html
    assert "Try this version" not in page.html
    assert "Share the draft" not in page.html


def test_the_page_of_a_trial_offers_the_link(editor, author, draft):
    page = Visitor(editor).look()

    address = page.context["share_address"]
    assert address.startswith("http://testserver/trees/try/")
    assert f'value="{address}"' in page.html
    assert signed_in(make_agent("bea")).get(address).status_code == 200


def test_a_version_that_is_no_draft_is_not_shared(editor):
    live_tree()

    assert "Share the draft" not in Visitor(editor, PAGE).look().html


def test_the_link_ends_after_seven_days(author, draft):
    now = timezone.now()
    text = share_draft(draft, author, now)

    share = read_share(text, now + SHARED_FOR - timedelta(minutes=1))
    assert (share.tree, share.shared_by) == (draft.tree, "Ann Author")
    with pytest.raises(ShareEnded):
        read_share(text, now + SHARED_FOR)
    old = link_to(draft, author, now - SHARED_FOR - timedelta(days=1))
    answer = signed_in(make_agent("bea")).get(old)
    assert answer.status_code == 410
    assert "This link has ended" in answer.content.decode()


def test_the_link_ends_when_the_draft_is_in_force_or_thrown_away(author, draft):
    link, client = link_to(draft, author), signed_in(make_agent("bea"))
    publish(draft, reason="New.", actor=author, now=timezone.now(), seen=draft.revision)
    assert client.get(link).status_code == 410

    again = change(draft.tree, author, retitled(title="Is it here?"))
    assert client.get(link).status_code == 410
    link = link_to(again, author)
    assert client.get(link).status_code == 200
    discard_draft(again, seen=again.revision, actor=author, now=timezone.now())

    assert client.get(link).status_code == 410


def test_a_tree_whose_draft_nobody_opened_yet_has_no_link(editor):
    Tree.objects.create(slug=SLUG, title={"en": "New"})

    assert "Share the draft" not in Visitor(editor, PAGE).look().html


def test_the_link_ends_when_who_gave_it_has_left(author, draft):
    link = link_to(draft, author)
    User.objects.filter(pk=author.pk).update(is_active=False)

    assert signed_in(make_agent("bea")).get(link).status_code == 410


def test_a_link_that_was_changed_shows_nothing(author, draft):
    link = link_to(draft, author)
    client = signed_in(make_agent("bea"))

    assert client.get(link[:-3] + "xx/").status_code == 410
    assert client.get(reverse("tree-try-share", args=["a:b"])).status_code == 410


def test_only_colleagues_who_sign_in_follow_a_link(client, author, draft):
    link = link_to(draft, author)

    assert client.get(link).status_code == 302
    stranger = make_agent("stranger", is_staff=False)
    assert signed_in(stranger).get(link).status_code == 403
    assert signed_in(make_agent("bea")).post(link).status_code == 405


def test_a_trial_is_read_as_it_was_written():
    trial = Trial(
        "b6c0", {"amount": "5", "customer_name": "张伟"},
        (Given("a", "yes"), Given("b.c", kind="skipped", source="customer")),
    )  # fmt: skip

    assert read_trial(write_trial(trial)) == trial
    assert read_trial(write_trial(Trial())) == Trial()
    assert write_trial(trial) == write_trial(trial)


@pytest.mark.parametrize("text", ["", "nonsense", ".abc:def", "WyIiLG51bGwsW11d:forged"])
def test_a_trial_that_was_not_written_here_is_empty(text):
    assert read_trial(text) == Trial()


def test_a_share_can_not_be_read_as_a_trial(author, draft):
    assert read_trial(share_draft(draft, author, timezone.now())) == Trial()


def test_a_long_trial_still_fits_into_an_address():
    given = tuple(Given(f"step_number_{number}", f"option_{number % 4}") for number in range(120))

    assert len(write_trial(Trial(made_up={"amount": "5"}, given=given))) < 2_000
