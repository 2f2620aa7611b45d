"""Where customers are reached, changed by themselves: by two codes that nobody here reads."""

import re
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.test import Client
from django.utils import timezone

from support.cases.correcting import correct_contact, edit_contact
from support.cases.links import revoke_link
from support.cases.locked import lock_case
from support.cases.models import Case, StatusLink
from support.cases.services import resolve_case
from support.cases.telling.messages_of_case import tell_customer
from support.customers.contacts import Contact, KnownContact
from support.notifications.delivery.draining import drain
from support.notifications.delivery.preparing import words_of
from support.notifications.models import Notification, Suppression
from support.portal.contacting.codes import MOST_A_DAY, MOST_TRIES
from support.portal.contacting.models import ContactChange, ContactCode
from support.portal.contacting.services import MOST_CHANGES
from tests.factories import NOW, make_agent, make_customer, sign_in
from tests.portal.world import address_of, case_of

pytestmark = pytest.mark.django_db
OLD, NEW = "old@example.net", "new@example.net"


@pytest.fixture
def case():
    return case_of(customer=make_customer(email=OLD, phone="+447700900001"))


def post(client, case, **given):
    return client.post(f"{address_of(case)}contact/", given)


def ask(client, case, address=NEW, kind="email"):
    return post(client, case, deed="ask", kind=kind, address=address)


def code_for(address):
    """Read the last code that was sent to an address, as whoever is there does."""
    row = Notification.objects.filter(event="contact-code", address=address).latest("sequence")
    return re.search(r"\b\d{6}\b", words_of(row).text)[0]


def reload(case) -> Case:
    return Case.objects.select_related("customer", "payment__channel").get(pk=case.pk)


def rows(event):
    found = Notification.objects.filter(event=event).order_by("sequence")
    return [(row.channel, row.address, row.thread) for row in found]


def test_both_codes_change_it_and_messages_links_and_the_timeline_follow(client, case):
    tell_customer(case, "case-opened", now=NOW)
    old_link = address_of(case)
    ask(client, case)
    assert rows("contact-code") == [("email", NEW, ""), ("email", OLD, "")]
    page = client.get(f"{old_link}contact/").text
    assert "If n•••@example.net can be reached, a code is on its way there." in page

    done = post(client, case, deed="codes", new=code_for(NEW), old=code_for(OLD))

    assert "From now on we write to n•••@example.net" in done.text
    case = reload(case)
    assert case.contact.email == NEW
    assert client.get(old_link).status_code == 410
    new_link = StatusLink.objects.get(case=case, revoked_at=None)
    assert new_link.url in done.text
    waiting = Notification.objects.get(event="case-opened", channel="email")
    assert (waiting.address, waiting.context["status_url"]) == (NEW, new_link.url)
    assert rows("contact-changed") == [("email", NEW, case.reference), ("email", OLD, "")]
    to_new, to_old = Notification.objects.filter(event="contact-changed").order_by("sequence")
    assert new_link.url in words_of(to_new).text
    assert "/s/" not in words_of(to_old).text
    assert "no longer to this address" in words_of(to_old).text
    line = case.events.get(kind="contact")
    assert (line.actor, line.values["by"]) == (None, "customer")
    assert NEW not in str(line.values)
    desk = sign_in(Client(), make_agent()).get(f"/cases/{case.reference}/").text
    assert "E-mail: o•••@example.net → n•••@example.net · by the customer, proven by codes" in desk
    assert not ContactChange.objects.exclude(address="").exists()


def test_what_they_proved_stays_when_the_source_repeats_what_it_knew(client, case):
    ask(client, case)
    post(client, case, deed="codes", new=code_for(NEW), old=code_for(OLD))

    correct_contact(lock_case(reload(case)), KnownContact(name="", email=OLD), now=NOW)

    assert reload(case).contact.email == NEW


def test_one_code_alone_changes_nothing_and_a_right_one_stays_right(client, case):
    ask(client, case)

    half = post(client, case, deed="codes", new=code_for(NEW), old="000000")

    assert half.status_code == 422
    assert "The code for o•••@example.net is not right" in half.text
    assert "The code for n•••@example.net is not right" not in half.text
    assert reload(case).contact.email == OLD
    post(client, case, deed="codes", new="", old=code_for(OLD))
    assert reload(case).contact.email == NEW


def test_a_code_is_no_good_after_five_tries_or_fifteen_minutes(client, case, later):
    ask(client, case)
    right = {"new": code_for(NEW), "old": code_for(OLD)}
    for _try in range(MOST_TRIES):
        post(client, case, deed="codes", new="000000", old=right["old"])
    assert post(client, case, deed="codes", **right).status_code == 422
    post(client, case, deed="again")
    assert code_for(NEW) != right["new"] or ContactCode.objects.count() == 3

    later(minutes=15)

    assert post(client, case, deed="codes", new=code_for(NEW), old="").status_code == 422
    assert reload(case).contact.email == OLD


def test_a_new_code_ends_the_one_before(client, case):
    ask(client, case)
    first = code_for(NEW)
    post(client, case, deed="again")
    if code_for(NEW) == first:
        pytest.skip("the same six digits twice, once in a million")

    assert post(client, case, deed="codes", new=first, old=code_for(OLD)).status_code == 422


def test_codes_may_be_typed_in_groups_and_full_width_digits(client, case):
    ask(client, case)
    new, old = code_for(NEW), code_for(OLD)
    wide = old.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})

    post(client, case, deed="codes", new=f" {new[:3]} {new[3:]} ", old=wide)

    assert reload(case).contact.email == NEW


def test_a_number_is_read_with_the_country_of_the_customer(client):
    case = case_of(customer=make_customer(phone="+447700900001"), zone="Europe/London")

    ask(client, case, "07700 900123", "sms")
    post(client, case, deed="codes", new=code_for("+447700900123"), old=code_for("+447700900001"))

    assert reload(case).contact.phone == "+447700900123"


def test_who_had_no_number_proves_it_by_their_mailbox_and_keeps_their_link(client):
    case = case_of(customer=make_customer(email=OLD, phone=""))
    link = address_of(case)

    ask(client, case, "+447700900123", "sms")
    post(client, case, deed="codes", new=code_for("+447700900123"), old=code_for(OLD))

    assert reload(case).contact.phone == "+447700900123"
    assert client.get(link).status_code == 200


def test_where_nothing_reaches_the_old_one_a_person_decides(client, case):
    Suppression.objects.create(channel="email", address=OLD, why="bounced", created_at=NOW)
    ask(client, case)
    assert rows("contact-code") == [("email", NEW, "")]

    told = client.get(post(client, case, deed="codes", new=code_for(NEW))["Location"]).text

    assert "Somebody on our team looks at it before we change it." in told
    assert reload(case).contact.email == OLD
    assert case.messages.get().body == f"Please write to me at {NEW} from now on."
    assert reload(case).heard_at is not None
    desk = sign_in(Client(), make_agent()).get(f"/cases/{case.reference}/").text
    assert "so nothing proves that the customer asks: call them before you change it" in desk
    assert f"Please write to me at {NEW} from now on." in client.get(address_of(case)).text
    # Once: the same codes again are of nothing that is under way.
    assert post(client, case, deed="codes", new="123456").status_code == 422
    assert case.messages.count() == 1


@pytest.mark.parametrize(
    ("kind", "typed", "why"),
    [
        ("email", "nobody", "This is no e-mail address."),
        ("email", "OLD@Example.net", "That is where we write to you already."),
        ("sms", "12", "This is no phone number."),
        ("sms", "+44 7700 900001", "That is where we write to you already."),
    ],
)
def test_what_can_t_be_written_to_is_refused_and_stays_in_the_field(client, case, kind, typed, why):
    answer = ask(client, case, typed, kind)

    assert answer.status_code == 422
    assert why in answer.text
    assert f'value="{typed}"' in answer.text
    assert not ContactCode.objects.exists()


def test_nothing_tells_whether_somebody_else_has_an_address(client, case):
    make_customer(email="taken@example.net")
    Suppression.objects.create(
        channel="email", address="gone@example.net", why="bounced", created_at=NOW
    )
    answers = []
    for address in ("taken@example.net", "tokyo@example.net", "gone@example.net"):
        ask(client, case, address)
        page = client.get(f"{address_of(case)}contact/").text
        answers.append(page.replace("g•••", "t•••"))

    assert answers[0] == answers[1] == answers[2]


def test_changes_and_codes_are_bounded_in_a_day(client, case, later):
    for number in range(MOST_CHANGES):
        assert ask(client, case, f"n{number}@example.net").status_code == 302
    assert ContactCode.objects.count() == MOST_A_DAY

    assert "often today" in ask(client, case).text
    assert "as many codes as we may" in post(client, case, deed="again").text
    later(hours=24)
    assert ask(client, case).status_code == 302


def test_who_leaves_it_leaves_no_address_behind(client, case, later):
    ask(client, case)
    post(client, case, deed="drop")
    assert 'name="new"' not in client.get(f"{address_of(case)}contact/").text
    assert list(ContactChange.objects.values_list("address", "asked_address")) == [("", "")]

    ask(client, case)
    later(hours=1)
    assert 'name="new"' not in client.get(f"{address_of(case)}contact/").text
    assert "Please begin again." in post(client, case, deed="codes", new="1", old="2").text


def test_nobody_here_reads_a_code(client, case, settings, tmp_path, caplog):
    settings.EMAIL_URL, settings.OUTBOX_DIR = "files:", tmp_path
    ask(client, case)
    codes = [code_for(NEW), code_for(OLD)]
    lead = sign_in(Client(), make_agent(is_superuser=True))
    sent = list(Notification.objects.filter(event="contact-code"))

    def seen():
        pages = [f"/outbox/{row.pk}/" for row in sent] + [f"/outbox/{row.pk}/html/" for row in sent]
        pages += ["/outbox/", f"/cases/{case.reference}/", "/api/v1/notifications/"]
        pages += [f"/admin/notifications/notification/{row.pk}/change/" for row in sent]
        return "".join(lead.get(page).text for page in pages)

    before = seen()
    drain("email")
    after = seen()

    for text in (before, after, caplog.text):
        assert not any(code in text for code in codes)
    assert "••••••" in after
    kept = Notification.objects.filter(event="contact-code").values("context", "text", "subject")
    assert not any(code in str(list(kept)) for code in codes)
    assert not any(code in str(list(ContactCode.objects.values())) for code in codes)
    mails = [message_from_bytes(path.read_bytes()) for path in tmp_path.rglob("*.eml")]
    texts = "".join(
        part.get_payload(decode=True).decode()
        for mail in mails
        for part in mail.walk()
        if not part.is_multipart()
    )
    assert all(code in texts for code in codes)


def test_they_end_the_link_and_agents_read_that(client, case):
    address = address_of(case)
    assert "Then nobody can open this page" in client.get(f"{address}end/").text
    assert client.get(address).status_code == 200

    client.post(f"{address}end/")

    assert client.get(address).status_code == 410
    assert client.post(f"{address}end/").status_code == 410
    assert case.events.filter(kind="link_ended").count() == 1
    desk = sign_in(Client(), make_agent()).get(f"/cases/{case.reference}/").text
    assert "Link of the status page ended" in desk


def again(client, token, **given):
    return client.post(f"/s/{token}/again/", given)


def token_of(case):
    return address_of(case).split("/")[2]


def test_who_reads_what_we_send_to_the_case_gets_a_new_link(client, case):
    token = token_of(case)
    client.post(f"/s/{token}/end/")
    assert f'href="/s/{token}/again/"' in client.get(f"/s/{token}/").text

    asked = client.get(again(client, token, deed="send")["Location"])
    wrong = again(client, token, deed="enter", code="000000")
    right = again(client, token, deed="enter", code=code_for(OLD))

    assert asked.status_code == 410
    assert wrong.status_code == 422
    for shown in (asked, wrong):
        assert case.reference not in shown.text
        assert "example.net" not in shown.text
    assert right["Location"] == StatusLink.objects.get(revoked_at=None).url
    assert again(client, token, deed="enter", code="000000").status_code == 422


def test_a_code_gives_one_link_once(client, case):
    token = token_of(case)
    client.post(f"/s/{token}/end/")
    again(client, token, deed="send")
    code = code_for(OLD)
    again(client, token, deed="enter", code=code)
    revoke_link(case, timezone.now())

    assert again(client, token, deed="enter", code=code).status_code == 422


def test_the_link_of_an_address_that_was_replaced_sends_its_code_to_the_new_one(client, case):
    token = token_of(case)
    ask(client, case)
    post(client, case, deed="codes", new=code_for(NEW), old=code_for(OLD))

    again(client, token, deed="send")

    assert rows("contact-code")[-1] == ("email", NEW, "")


def test_whom_nothing_reaches_is_told_the_same(client):
    reached = case_of(customer=make_customer(email=OLD))
    unreached = case_of(customer=make_customer(email="", phone=""))
    answers = []
    for case in (reached, unreached):
        token = token_of(case)
        client.post(f"/s/{token}/end/")
        shown = client.get(again(client, token, deed="send")["Location"])
        answers.append((shown.status_code, shown.text.replace(token, "")))

    assert answers[0] == answers[1]


def test_links_are_asked_for_within_the_bounds_of_a_day(client, case):
    token = token_of(case)
    client.post(f"/s/{token}/end/")
    for _time in range(MOST_A_DAY):
        assert again(client, token, deed="send").status_code == 302

    assert again(client, token, deed="send").status_code == 422
    assert ContactCode.objects.count() == MOST_A_DAY


@pytest.mark.parametrize("page", ["contact", "end", "again"])
@pytest.mark.parametrize("kind", ["unknown", "ended", "cut"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_has_no_valid_link_reads_what_all_do_and_changes_nothing(
    client, case, page, kind, method
):
    address = {"unknown": "/s/nonsense/", "cut": f"{address_of(case)[:-4]}/"}.get(
        kind, address_of(case)
    )
    if kind == "ended":
        revoke_link(case, NOW)

    answer = getattr(client, method)(f"{address}{page}/", {"deed": "ask", "address": NEW})

    if not (kind == "ended" and page == "again" and method == "post"):
        assert answer.status_code == (410 if kind == "ended" else 404)
    assert case.reference not in answer.text
    assert answer["Cache-Control"] == "private, no-store"
    assert not ContactChange.objects.exists()
    assert reload(case).contact.email == OLD


def test_a_link_that_is_good_needs_no_new_one(client, case):
    answer = client.get(f"{address_of(case)}again/")

    assert answer["Location"] == address_of(case)


def test_it_needs_no_cookie_and_shows_no_whole_address(client, case):
    program = Client(enforce_csrf_checks=True)

    assert ask(program, case).status_code == 302
    page = program.get(f"{address_of(case)}contact/")

    assert not program.cookies
    assert not any(address in page.text for address in (OLD, NEW, "+447700900001"))
    assert len(page.content) < 20_000


def test_the_page_asks_the_database_a_set_number_of_times(client, case, django_assert_num_queries):
    address = f"{address_of(case)}contact/"
    client.get(address)

    with django_assert_num_queries(3):
        client.get(address)


def test_a_code_waits_no_longer_than_it_is_good_for(client, case):
    ask(client, case)

    row = Notification.objects.filter(event="contact-code").first()
    assert row.expires_at == timezone.now() + timedelta(minutes=15)


def other_case(case, **values):
    """Another case of the same customer, with a payment and a contact of its own."""
    return case_of(customer=case.customer, **values)


def change_everywhere(client, case):
    ask(client, case)
    return post(client, case, deed="codes", new=code_for(NEW), old=code_for(OLD), everywhere="1")


def test_what_was_proven_holds_for_their_other_open_cases_too_if_they_say_so(client, case):
    other = other_case(case)
    old_link = address_of(other)
    tell_customer(other, "case-opened", now=NOW)
    ask(client, case)
    page = client.get(f"{address_of(case)}contact/").text
    assert "Also for my other open cases" in page

    done = post(client, case, deed="codes", new=code_for(NEW), old=code_for(OLD), everywhere="1")

    assert f"This also holds for {other.reference}." in done.text
    assert (reload(case).contact.email, reload(other).contact.email) == (NEW, NEW)
    line = other.events.get(kind="contact")
    assert (line.actor, line.values["by"]) == (None, "customer")
    assert client.get(old_link).status_code == 410
    waiting = Notification.objects.get(event="case-opened", channel="email")
    assert waiting.address == NEW
    assert rows("contact-changed") == [
        ("email", NEW, other.reference), ("email", NEW, case.reference), ("email", OLD, ""),
    ]  # fmt: skip


def test_without_their_word_it_holds_for_one_case_only(client, case):
    other = other_case(case)

    ask(client, case)
    post(client, case, deed="codes", new=code_for(NEW), old=code_for(OLD))

    assert (reload(case).contact.email, reload(other).contact.email) == (NEW, OLD)


def test_it_holds_for_no_case_that_is_closed_reached_elsewhere_or_somebody_else_s(client, case):
    closed, elsewhere = other_case(case), other_case(case)
    resolve_case(closed, now=NOW, ending="withdrawn", tells=False)
    edit_contact(elsewhere, Contact(name="x", email="third@example.net"), now=NOW)
    stranger = case_of(customer=make_customer(email=OLD, phone="+447700900001"))

    done = change_everywhere(client, case)

    assert "This also holds" not in done.text
    assert [reload(one).contact.email for one in (case, closed, elsewhere, stranger)] == [
        NEW, OLD, "third@example.net", OLD,
    ]  # fmt: skip
    assert not stranger.events.filter(kind="contact").exists()


def test_the_page_says_no_more_to_somebody_with_other_cases_than_to_anybody(client, case):
    ask(client, case)
    alone = client.get(f"{address_of(case)}contact/").text
    other_case(case)

    assert client.get(f"{address_of(case)}contact/").text == alone


def test_wrong_codes_change_no_case(client, case):
    other = other_case(case)
    ask(client, case)

    wrong = post(client, case, deed="codes", new=code_for(NEW), old="000000", everywhere="1")

    assert wrong.status_code == 422
    assert {reload(case).contact.email, reload(other).contact.email} == {OLD}
