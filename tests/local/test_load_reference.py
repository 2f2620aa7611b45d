"""`manage.py load_reference`, as it runs at every start: what people made stays."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from support.payments.models import Channel
from tests.editor.authors import make_author
from tests.factories import NOW
from troubleshooting.causes.models import Cause, FailureCode
from troubleshooting.trees.drafts.services import change_draft, open_draft
from troubleshooting.trees.editing.operations import SetMeta
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.publishing.services import publish, schedule

pytestmark = pytest.mark.django_db
SLUG = "payout-not-received"
TITLE = {"en": "Payout late", "zh-hans": "出款延迟"}


def load(**options):
    told = StringIO()
    call_command("load_reference", stdout=told, **options)
    return told.getvalue()


def edited_draft(author):
    tree = Tree.objects.get(slug=SLUG)
    draft = open_draft(tree, actor=author, now=NOW)
    return change_draft(draft, [SetMeta("title", TITLE)], seen=0, actor=author, now=NOW)


def test_the_second_time_nothing_is_new():
    first = load()
    assert "causes: 78 added" in first
    assert f"tree {SLUG}: version 1, published" in first

    second = load()

    assert "causes: 0 added, 0 changed, 0 kept as they were edited, 78 unchanged" in second
    assert f"tree {SLUG}: version 1, unchanged" in second


@pytest.mark.parametrize("is_demo", [True, False])
def test_the_example_to_read_is_published_in_the_demo_alone(settings, is_demo):
    settings.DEBUG = is_demo

    told = load()

    assert ("tree tiny-example" in told) is is_demo
    assert Tree.objects.filter(slug="tiny-example").exists() is is_demo


@pytest.mark.parametrize("is_demo", [True, False])
def test_made_up_channels_that_a_lead_deleted_come_back_in_the_demo_alone(settings, is_demo):
    settings.DEBUG = is_demo
    assert "channels: 17 added" in load()
    Channel.objects.filter(code="demo-fps").delete()

    told = load()

    assert f"channels: {int(is_demo)} added" in told
    assert Channel.objects.filter(code="demo-fps").exists() is is_demo


def test_what_people_edited_is_named_and_kept():
    load()
    Cause.objects.filter(slug="amount_over_limit").update(customer_message_en="Our own words.")
    Channel.objects.filter(code="demo-fps").update(timeout_ms=1)
    FailureCode.objects.filter(scheme="iso20022", code="AB01").update(name="Ours")

    told = load()

    assert "  amount_over_limit: customer_message_en" in told
    assert "  demo-fps: timeout_ms" in told
    assert "  iso20022 AB01: name" in told
    assert Cause.objects.get(slug="amount_over_limit").customer_message_en == "Our own words."
    assert Channel.objects.get(code="demo-fps").timeout_ms == 1
    assert FailureCode.objects.get(scheme="iso20022", code="AB01").name == "Ours"


def test_on_demand_the_tables_win():
    load()
    Cause.objects.filter(slug="amount_over_limit").update(customer_message_en="Our own words.")
    Channel.objects.filter(code="demo-fps").update(timeout_ms=1)

    told = load(overwrite=True)

    assert "1 changed, 0 kept" in told
    assert Cause.objects.get(slug="amount_over_limit").customer_message_en != "Our own words."
    assert Channel.objects.get(code="demo-fps").timeout_ms != 1


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_tree_that_an_author_published_stays_in_force(overwrite):
    load()
    author = make_author("ann", is_superuser=True)
    draft = edited_draft(author)
    version = publish(draft, reason="Other words.", actor=author, now=NOW, seen=draft.revision)

    told = load(overwrite=overwrite)

    assert f"tree {SLUG}: version {version.number}, unchanged" in told
    live = TreeVersion.objects.get(tree__slug=SLUG, state="published")
    assert live == version
    assert live.document["title"] == TITLE


def test_a_tree_whose_next_version_is_scheduled_is_left_alone(tmp_path, settings):
    load()
    author = make_author("ann", is_superuser=True)
    draft = edited_draft(author)
    later = NOW + timedelta(days=400)
    schedule(draft, at=later, reason="Later.", actor=author, now=NOW, seen=draft.revision)

    load()

    states = TreeVersion.objects.filter(tree__slug=SLUG).values_list("state", flat=True)
    assert sorted(states) == ["published", "scheduled"]


def test_a_draft_does_not_keep_a_tree_from_being_brought_up_to_date():
    load()
    edited_draft(make_author("ann", is_superuser=True))
    Tree.objects.get(slug=SLUG).versions.filter(state="published").update(digest="0" * 64)

    told = load()

    assert f"tree {SLUG}: version 3, published" in told
    assert Tree.objects.get(slug=SLUG).versions.get(state="draft").document["title"] == TITLE
