"""Signing in, the agent's own language, looks and time zone."""

import pytest
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone
from heroicons.templatetags import heroicons as library

from support.desk.models import AgentPreference
from support.desk.session.backends import AgentBackend
from support.desk.session.services import set_language
from tests.factories import make_agent, make_case

pytestmark = pytest.mark.django_db


def sign_in(client, name="bo", password="long-enough-words"):
    return client.post(reverse("sign-in"), {"username": name, "password": password})


def test_a_stranger_is_sent_to_the_sign_in_page_and_comes_back_to_what_he_wanted(client):
    case = make_case()

    response = client.get(f"/cases/{case.reference}/")

    assert response.status_code == 302
    assert response["Location"] == f"/sign-in/?next=/cases/{case.reference}/"


def test_an_agent_signs_in_with_name_and_password(client):
    make_agent("bo", password="long-enough-words")

    response = sign_in(client)

    assert response["Location"] == reverse("queue")
    assert client.get("/").status_code == 200


def test_a_wrong_password_is_refused_with_a_sentence(client):
    make_agent("bo", password="long-enough-words")

    response = sign_in(client, password="wrong")

    assert response.status_code == 200
    assert 'role="alert"' in response.text
    assert client.get("/").status_code == 302


def test_the_sign_in_page_needs_no_script(client):
    page = client.get("/sign-in/").text

    assert '<form method="post" action="/sign-in/">' in page
    assert "<script>" not in page
    assert " style=" not in page
    assert " onclick" not in page


@pytest.mark.parametrize("address", ["/", "/outbox/", "/cases/CW-00000000/"])
def test_somebody_who_is_no_agent_is_refused(client, address):
    visitor = make_agent("eve", is_staff=False)
    client.force_login(visitor, backend=settings.AUTHENTICATION_BACKENDS[-1])

    response = client.get(address)

    assert response.status_code == 403
    assert "This page is for support agents" in response.text
    assert "Sign out" in response.text


@pytest.mark.parametrize("address", ["/settings/", "/settings/guides/", "/settings/log/"])
def test_an_agent_is_told_that_a_page_is_for_leads(client, agent, address):
    client.force_login(agent, backend=settings.AUTHENTICATION_BACKENDS[-1])

    response = client.get(address)

    assert response.status_code == 403
    assert "Only leads can open this page" in response.text
    assert "Ask a lead for access." in response.text
    assert "support agents" not in response.text


def test_an_agent_who_lacks_a_right_is_not_told_to_become_an_agent(client, agent):
    client.force_login(agent, backend=settings.AUTHENTICATION_BACKENDS[-1])

    response = client.get("/trees/new/")

    assert response.status_code == 403
    assert "Your account may not do this" in response.text
    assert "support agents" not in response.text


def test_what_an_agent_may_is_read_in_one_query_of_his_own_and_of_his_groups(
    agent, django_assert_num_queries
):
    own, of_both, of_group, of_others = Permission.objects.all()[:4]
    group = Group.objects.create(name="Leads")
    group.permissions.set([of_both, of_group])
    Group.objects.create(name="Others").permissions.add(of_others)
    agent.groups.add(group)
    agent.user_permissions.set([own, of_both])
    reread, reread_by_django = (AgentBackend().get_user(agent.pk) for _backend in range(2))

    with django_assert_num_queries(1):
        held = AgentBackend().get_all_permissions(reread)
        assert AgentBackend().get_all_permissions(reread) == held

    assert held == {
        f"{one.content_type.app_label}.{one.codename}" for one in (own, of_both, of_group)
    }
    assert held == ModelBackend().get_all_permissions(reread_by_django)
    assert AgentBackend().get_all_permissions(reread, obj=agent) == set()


def test_nobody_who_is_not_active_may_do_anything_and_a_superuser_all(agent):
    agent.user_permissions.add(Permission.objects.first())
    agent.is_active = False
    chief = make_agent("chief", is_superuser=True)

    assert AgentBackend().get_all_permissions(agent) == set()
    assert len(AgentBackend().get_all_permissions(chief)) == Permission.objects.count()


def test_an_icon_is_drawn_as_its_library_draws_it():
    page = Template(
        '{% load heroicons %}{% heroicon_mini "clock" size=28 aria_hidden="true" %}'
        '{% heroicon_micro icon class="source" %}{% heroicon_outline "user" %}'
    )

    for icon in ("bolt", "user"):
        assert page.render(Context({"icon": icon})) == (
            library.heroicon_mini("clock", size=28, aria_hidden="true")
            + library.heroicon_micro(icon, **{"class": "source"})
            + library.heroicon_outline("user")
        )


def test_signing_out_ends_the_session(desk):
    desk.post("/sign-out/")

    assert desk.get("/").status_code == 302


@pytest.mark.parametrize("key", ["unknown-to-anybody", r'"no\000letter-of-a-key"', "short"])
def test_a_session_that_nobody_has_is_a_strangers(client, key):
    client.cookies.load(f"{settings.SESSION_COOKIE_NAME}={key}")

    assert client.get("/").status_code == 302


def test_a_session_ends_with_its_time(desk):
    Session.objects.update(expire_date=timezone.now())

    assert desk.get("/").status_code == 302


def test_an_agents_language_is_kept_and_holds_in_every_browser(desk, agent):
    response = desk.post("/language/", {"language": "zh-hans", "next": "/outbox/"})

    assert response["Location"] == "/outbox/"
    assert AgentPreference.objects.get(user=agent).language == "zh-hans"
    del desk.cookies["django_language"]
    assert '<html lang="zh-hans"' in desk.get("/").text


def test_choosing_a_language_twice_keeps_the_last_choice(agent):
    set_language(agent, "zh-hans")
    set_language(agent, "en")

    assert AgentPreference.objects.get().language == "en"


def test_the_agents_own_language_wins_over_the_browsers(desk, agent):
    set_language(agent, "en")

    page = desk.get("/", headers={"Accept-Language": "zh-CN"}).text

    assert '<html lang="en"' in page


def test_before_signing_in_the_language_is_kept_in_the_browser(client):
    client.post("/language/", {"language": "zh-hans", "next": "/sign-in/"})

    assert '<html lang="zh-hans"' in client.get("/sign-in/").text
    assert not AgentPreference.objects.exists()


def test_a_language_we_do_not_speak_changes_nothing(desk, agent):
    response = desk.post("/language/", {"language": "tlh"})

    assert response.status_code == 302
    assert not AgentPreference.objects.exists()
    assert "django_language" not in response.cookies


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:1"])
def test_nobody_is_led_to_another_site(desk, address):
    response = desk.post("/language/", {"language": "en", "next": address})

    assert response["Location"] == "/"


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [("dark", ' data-appearance="dark"'), ("light", ' data-appearance="light"')],
)
def test_looks_are_kept_in_the_browser(desk, chosen, shown):
    desk.post("/appearance/", {"appearance": chosen})

    assert shown in desk.get("/").text


def test_looks_that_do_not_exist_are_the_devices(desk):
    desk.cookies["appearance"] = 'x"><script>'

    assert "data-appearance" not in desk.get("/").text


def test_times_are_written_in_the_browsers_time_zone(desk):
    from datetime import UTC, datetime

    case = make_case(now=datetime(2026, 11, 18, 10, 0, tzinfo=UTC))
    desk.cookies["time_zone"] = "Asia/Shanghai"

    assert "18 Nov 2026, 18:00" in desk.get(f"/cases/{case.reference}/").text


@pytest.mark.parametrize("zone", ["../../etc/passwd", "Mars/Olympus", ""])
def test_a_time_zone_that_does_not_exist_is_ignored(desk, zone):
    desk.cookies["time_zone"] = zone

    assert desk.get("/").status_code == 200


def test_customers_pages_do_not_follow_an_agents_language(desk, agent, rf):
    from django.http import HttpResponse
    from django.utils import translation

    from support.desk.session.middleware import PreferenceMiddleware

    set_language(agent, "zh-hans")
    spoken = []
    request = rf.get("/s/token/")
    request.user = agent
    with translation.override("en"):
        PreferenceMiddleware(
            lambda _request: spoken.append(translation.get_language()) or HttpResponse()
        )(request)

    assert spoken == ["en"]


def test_get_changes_neither_language_nor_looks(desk):
    assert desk.get("/language/").status_code == 405
    assert desk.get("/appearance/").status_code == 405


def test_pages_with_customers_data_are_kept_by_no_cache(desk):
    assert "no-store" in desk.get("/")["Cache-Control"]


def test_the_content_security_policy_allows_nothing_inline(desk):
    policy = desk.get("/")["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_an_agent_and_his_preference_are_read_in_one_query(agent, django_assert_num_queries):
    set_language(agent, "zh-hans")

    with django_assert_num_queries(1):
        found = AgentBackend().get_user(agent.pk)

    with django_assert_num_queries(0):
        assert found.preference.language == "zh-hans"


def test_an_agent_who_was_switched_off_is_nobody(agent):
    agent.is_active = False
    agent.save()

    assert AgentBackend().get_user(agent.pk) is None
    assert AgentBackend().get_user(0) is None
