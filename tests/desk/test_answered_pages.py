"""A page that is shown in answer to a press, without scripts: its links lead where they say."""

import pytest
from django.urls import reverse

from tests.desk.walking import make_walk
from tests.links import dead_links, forms_without_address

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name", ["walk-answer", "walk-outcome", "case-status", "case-reply", "case-relate"]
)
def test_the_links_of_a_refusal_lead_on(desk, name):
    case, _walk = make_walk()

    refused = desk.post(reverse(name, args=[case.reference]), {})

    assert refused.status_code in (409, 422)
    assert f'href="{reverse("case", args=[case.reference])}?jump=1#guide"' in refused.text
    assert dead_links(desk, refused) == []
    assert forms_without_address(refused) == []
