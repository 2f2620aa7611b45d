"""What a link to a draft shows once that draft is gone."""

import pytest
from django.utils import timezone

from tests.editor.authors import SLUG, change, live_tree, make_author, signed_in
from tests.editor.publishing import retitled
from troubleshooting.trees.drafts.services import discard_draft
from troubleshooting.trees.publishing.services import publish

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ending", ["published", "thrown away"])
def test_a_link_to_a_draft_that_is_gone_does_not_show_the_next_one(ending):
    live, ann = live_tree(), make_author("ann")
    draft = change(live.tree, ann, retitled())
    link = signed_in(ann).get(f"/trees/{SLUG}/try/").context["share_address"]
    now = timezone.now()
    if ending == "published":
        publish(draft, reason="New.", actor=ann, now=now, seen=draft.revision)
    else:
        discard_draft(draft, seen=draft.revision, actor=ann, now=now)
    change(live.tree, ann, retitled(title="Nobody shared this?"))

    answer = signed_in(make_author("ben")).get(link)

    assert answer.status_code == 410
    assert "Nobody shared this?" not in answer.content.decode()
