"""A note calls colleagues by name, and they are told at their desk alone."""

import pytest
from django.urls import reverse

from support.cases.models import CaseEvent, Mention
from support.cases.services import add_note, send_reply
from support.notifications.models import Notification
from support.staff.calling import called_in
from tests.factories import NOW, make_agent, make_case, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return [
        make_agent("ada", first_name="Ada", last_name="Lovelace"),
        make_agent("adam", first_name="Adam", last_name="Ode"),
        make_agent("wang", first_name="伟", last_name="王"),
        make_agent("sam.lee", first_name="Sam", last_name="Lee"),
        make_agent("sam2", first_name="Sam", last_name="Moss"),
        make_agent("gone", is_active=False),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Please look, @ada.", ["ada"]),
        ("@ADA and @adam, and @ada again", ["ada", "adam"]),
        ("@Ada: see", ["ada"]),
        ("@AdaLovelace", ["ada"]),
        ("@王伟请看一下", ["wang"]),
        ("@伟，请看", ["wang"]),
        ("@sam.lee", ["sam.lee"]),
        ("@Sam", []),  # there are two
        ("@SamMoss", ["sam2"]),
        ("@adamant, ada@example.test", []),
        ("@gone", []),
        ("@", []),
        ("nobody", []),
    ],
)
def test_the_longest_name_that_fits_counts(people, text, names):
    assert [user.username for user in called_in(text)] == names


def test_nothing_is_asked_for_words_that_call_nobody(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert called_in("Your bank has it.") == []


def test_a_note_tells_whom_it_calls_and_says_so(people, client):
    case, ada = make_case(), people[0]

    add_note(case, "@adam and @ada, please look.", now=NOW, actor=ada)

    assert [mention.person.username for mention in Mention.objects.all()] == ["adam"]
    assert case.events.get(kind=CaseEvent.Kind.NOTE).values == {"called": ["Adam Ode"]}
    assert not Notification.objects.exclude(event="case-opened").exists()

    page = sign_in(client, people[1])
    assert "1 note calls you" in page.get(reverse("work")).text
    assert "please look." in page.get(reverse("work")).text
    page.post(reverse("mentions-seen"), {"newest": str(Mention.objects.get().pk)})
    assert "calls you</a>" not in page.get(reverse("work")).text
    assert Mention.objects.get().seen_at is not None


def test_what_came_after_the_list_was_shown_stays_new(people, client):
    case = make_case()
    for _number in range(2):
        add_note(case, "@ada", now=NOW, actor=people[1])
    first, second = Mention.objects.order_by("pk")

    sign_in(client, people[0]).post(reverse("mentions-seen"), {"newest": str(first.pk)})

    second.refresh_from_db()
    assert second.seen_at is None


def test_words_to_the_customer_call_nobody(people):
    send_reply(make_case(), "Write to @ada", now=NOW, actor=people[1], context={})

    assert not Mention.objects.exists()
