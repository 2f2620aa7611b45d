"""The lead's page of the public form: on, off, and how many wait."""

import pytest

from support.portal.asking.models import form_rules
from tests.asking.test_attacked import keep
from tests.factories import make_agent, sign_in

pytestmark = pytest.mark.django_db
ADDRESS = "/settings/form/"
CHECKED = 'id="id_is_on" checked'


def test_a_lead_ends_the_form_and_takes_it_up_again(client):
    desk = sign_in(client, make_agent(is_superuser=True))
    keep(1)
    page = desk.get(ADDRESS).text

    off = desk.post(ADDRESS, {}, follow=True).text
    is_on = form_rules().is_on
    desk.post(ADDRESS, {"is_on": "on"})

    assert "1 request waits for its customer to open the link." in page
    assert "/new/</a>" in page
    assert CHECKED in page
    assert "Saved." in off
    assert CHECKED not in off
    assert not is_on
    assert form_rules().is_on
