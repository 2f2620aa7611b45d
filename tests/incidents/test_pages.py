"""The pages of incidents, the banner on a case, the queue's row."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from support.cases.models import Case
from support.desk.case.incident.banner import banner_of
from support.desk.queue.rows import rows_of
from support.incidents.models import Incident
from support.incidents.services import propose_incident
from support.notifications.models import Notification
from support.payments.channels.states import latest_state, set_channel_state
from tests.factories import NOW, make_agent, make_channel, sign_in
from tests.incidents.world import BEGAN, arrive, catch_up, make_incident, make_many, write

pytestmark = pytest.mark.django_db
WORDS = {
    "customers_en": "Test Bank pays out late. Your payment is among these.",
    "customers_zh": "测试银行付款较慢，您的款项也在其中。",
    "agents_en": "Their clearing stands still.", "agents_zh": "",
    "state": "identified", "minutes": "60", "seen": "0",
}  # fmt: skip


@pytest.fixture
def lead():
    return make_agent("sofia", first_name="Sofia", last_name="Marsh", is_superuser=True)


@pytest.fixture
def desk(lead):
    return sign_in(Client(), lead)


@pytest.fixture
def agents_desk():
    return sign_in(Client(), make_agent("amy"))


def scope(channel, **more):
    return {
        "title_en": "Test Bank pays out late", "title_zh": "测试银行出款延迟", "severity": "major",
        "began_at": "2026-11-18T08:00", "channels": [channel.code], "fact_0": "amount",
        "op_0": "at_least", "value_0": "100", "fact_1": "", "op_1": "is", "value_1": "",
    } | more  # fmt: skip


def test_a_lead_counts_what_it_would_explain_and_then_opens_it(desk, lead):
    channel = make_channel()
    make_many(channel, 3)

    counted = desk.post("/incidents/new/", scope(channel) | {"do": "look"})
    assert "It would explain 3 open cases." in counted.text
    assert not Incident.objects.exists()
    opened = desk.post("/incidents/new/", scope(channel) | {"do": "save"}, follow=True)

    incident = Incident.objects.get()
    assert (incident.led_by, incident.state) == (lead, "investigating")
    assert incident.conditions == [{"fact": "amount", "op": "at_least", "value": "100"}]
    assert "Led by Sofia Marsh." in opened.text
    shown = desk.get(f"/incidents/{incident.reference}/scope/")
    assert 'value="100"' in shown.text


@pytest.mark.parametrize(
    "wrong",
    [{"channels": []}, {"value_0": "much"}, {"op_0": "has"}, {"began_at": "soon"}],
    ids=["everything", "no-number", "no-comparison", "no-time"],
)
def test_what_an_incident_cannot_be_about_is_refused_and_kept(desk, wrong):
    refused = desk.post("/incidents/new/", scope(make_channel()) | wrong | {"do": "save"})

    assert refused.status_code == 422
    assert "Test Bank pays out late" in refused.text
    assert not Incident.objects.exists()


def test_what_an_incident_is_about_is_changed_and_sweeps_anew(desk):
    incident, other = make_incident(make_channel()), make_channel()
    make_many(other, 2)
    catch_up()

    desk.post(f"/incidents/{incident.reference}/scope/", scope(other) | {"do": "save"})
    catch_up()

    assert incident.links.count() == 2


def test_an_update_is_looked_at_before_it_is_sent(desk):
    channel = make_channel()
    make_many(channel, 2)
    incident = make_incident(channel)
    catch_up()
    address = f"/incidents/{incident.reference}/updates/"

    looked = desk.post(address, WORDS)
    assert "It goes to 2 customers." in looked.text
    assert "您的款项也在其中" in looked.text
    assert not incident.updates.exists()
    shown = looked.context["page"].preview.fingerprint
    assert desk.post(address, WORDS | {"shown": "x"}).status_code == 200
    assert not incident.updates.exists()
    desk.post(address, WORDS | {"shown": shown})

    update = incident.updates.get()
    assert (update.customers_en, update.state) == (WORDS["customers_en"], "identified")
    page = desk.get(f"/incidents/{incident.reference}/").text
    assert WORDS["customers_zh"] in page
    assert "0 messages, 0 still waiting." in page


def test_the_second_of_two_leads_keeps_their_words(desk):
    incident = make_incident(make_channel())
    write(incident, now=timezone.now(), next_update_at=None, customers_en="", customers_zh="",
          agents_en="First.")  # fmt: skip

    late = desk.post(
        f"/incidents/{incident.reference}/updates/",
        WORDS | {"customers_en": "", "customers_zh": "", "agents_en": "Mine."},
    )

    assert late.status_code == 409
    assert "Somebody has written an update since" in late.text
    assert "Mine." in late.text
    mine = WORDS | {"customers_en": "", "customers_zh": "", "agents_en": "Mine."}
    again = mine | {"seen": re.search(r'name="seen" value="(\d+)"', late.text)[1]}
    desk.post(f"/incidents/{incident.reference}/updates/", again)
    assert list(incident.updates.values_list("agents_en", flat=True)) == ["Mine.", "First."]


def test_who_writes_of_what_is_over_by_now_reads_so(desk):
    incident = make_incident(make_channel())
    write(incident, "resolved")
    given = WORDS | {"customers_en": "", "customers_zh": "", "seen": "1"}

    refused = desk.post(f"/incidents/{incident.reference}/updates/", given)

    assert refused.status_code == 422
    assert "This incident does not go on." in refused.text


def test_who_ends_it_reads_that_each_payment_is_looked_up_first(desk):
    channel = make_channel()
    make_many(channel, 2)
    incident = make_incident(channel)
    catch_up()
    address, ends = (
        f"/incidents/{incident.reference}/updates/",
        {"state": "resolved", "minutes": ""},
    )

    looked = desk.post(address, WORDS | ends)
    assert "who was paid is told that instead" in looked.text
    shown = looked.context["page"].preview.fingerprint
    told = desk.post(address, WORDS | ends | {"shown": shown}, follow=True)

    assert "Each payment is looked up, then its customer is told." in told.text


@pytest.mark.usefixtures("tree")
def test_what_was_merged_counts_once_on_every_page(desk):
    channel = make_channel()
    incident = make_incident(channel)
    kept, merged = arrive(channel), arrive(channel)
    Case.objects.filter(pk=merged.pk).update(merged_into=kept)

    assert [row.cases for row in desk.get("/incidents/").context["rows"]] == [1]
    assert desk.get(f"/incidents/{incident.reference}/").context["page"].total == 1
    assert banner_of(kept, NOW).cases == 1


def test_what_was_proposed_is_opened_or_dismissed(desk):
    first, second = (
        propose_incident(
            channels=[make_channel()], began_at=BEGAN, cases=[], now=NOW,
            evidence={"usual": 0.1, "now": 4.5, "count": 9, "codes": [["AC04", 9]]},
        )
        for _number in range(2)
    )  # fmt: skip

    assert "AC04 × 9" in desk.get(f"/incidents/{first.reference}/").text
    desk.post(f"/incidents/{first.reference}/opening/")
    desk.post(f"/incidents/{second.reference}/dismissal/")
    again = desk.post(f"/incidents/{second.reference}/opening/", follow=True)

    states = Incident.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["investigating", "dismissed"]
    assert "Somebody has decided this already." in again.text


def test_a_lead_shows_it_on_the_public_page_and_takes_it_off(desk):
    incident = make_incident(make_channel())
    at = f"/incidents/{incident.reference}/publication/"

    shown = desk.post(at, {"public": "yes"}, follow=True).text
    assert Incident.objects.get().is_public
    assert "Take it off the public page" in shown
    desk.post(at, {"public": "no"})
    assert not Incident.objects.get().is_public


@pytest.mark.usefixtures("tree")
def test_an_agent_links_and_unlinks_a_case_and_may_write_nothing_else(agents_desk):
    incident, case = make_incident(make_channel()), arrive(make_channel())
    at = f"/incidents/{incident.reference}/"

    agents_desk.post(f"{at}links/", {"case": case.reference.lower()})
    assert incident.links.in_force().count() == 1
    agents_desk.post(f"{at}links/{case.reference}/", {"back": "case"})
    assert incident.links.in_force().count() == 0
    assert f'aria-label="Link {case.reference} again"' in agents_desk.get(at).text
    agents_desk.post(f"{at}links/", {"case": case.reference})
    assert incident.links.in_force().count() == 1
    assert "Link again" not in agents_desk.get(at).text

    assert "No case has this reference." in agents_desk.post(
        f"{at}links/", {"case": "x"}, follow=True
    ).text  # fmt: skip
    assert agents_desk.post(f"{at}updates/", WORDS).status_code == 403
    page = agents_desk.get(at).text
    assert "Preview and send" not in page
    assert "Look up all again" not in page


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_held_case_says_so_on_its_page_and_in_the_queue(desk, lead, language):
    channel = make_channel()
    incident = make_incident(channel)
    case = arrive(channel, status="pending")
    write(incident)
    desk.cookies["django_language"] = language
    title = {"en": incident.title_en, "zh-hans": incident.title_zh}[language]

    page = desk.get(f"/cases/{case.reference}/").text
    assert '<aside class="banner" id="banner"' in page
    assert f"<strong>{title}</strong>" in page
    assert f"/incidents/{incident.reference}/links/{case.reference}/" in page
    queue = desk.get(f"/?incident={incident.reference}").text
    assert title in queue
    (row,) = rows_of([case.pk], lead, NOW)
    assert row.finding.icon == "signal-slash"

    write(incident, "resolved")
    assert "banner" not in desk.get(f"/cases/{case.reference}/").text


def test_the_list_and_a_page_of_fifty_cases_ask_little(desk, django_assert_num_queries):
    channel = make_channel()
    for _number in range(3):
        make_incident(make_channel())
    make_many(channel, 60)
    incident = make_incident(channel)
    catch_up()
    write(incident)
    desk.get("/incidents/")

    with django_assert_num_queries(5):
        desk.get("/incidents/")
    with django_assert_num_queries(14):
        page = desk.get(f"/incidents/{incident.reference}/")
    assert page.text.count('class="quiet" aria-label="Unlink') == 50
    assert "?page=2" in page.text
    assert Case.objects.count() == 60


def test_the_lead_who_ends_it_sets_its_channels_to_normal_with_a_tick(desk):
    channel = make_channel()
    down = {"why": "", "actor": None, "source": "person", "now": NOW}
    set_channel_state(channel, "down", **down)
    incident = make_incident(channel)
    at = f"/incidents/{incident.reference}/"
    assert "still says “Down” on the board." in desk.get(at).text
    over = {
        "customers_en": "",
        "customers_zh": "",
        "agents_en": "Done.",
        "minutes": "",
        "seen": "0",
    }

    told = desk.post(f"{at}updates/", WORDS | over | {"normal": "on"}, follow=True)
    assert latest_state(channel).state == "down"
    assert "The update was written, for agents only." in told.text
    desk.post(f"{at}updates/", WORDS | over | {"normal": "on", "state": "resolved", "seen": "1"})

    said = latest_state(channel)
    assert (said.state, said.source) == ("normal", "incident")


def test_a_state_that_was_left_out_on_the_way_has_no_tick(desk):
    incident = make_incident(make_channel())
    write(incident, "resolved")

    page = desk.get(f"/incidents/{incident.reference}/").context["page"]

    assert [stage.place for stage in page.course] == ["done", "todo", "todo", "done"]


@pytest.mark.usefixtures("tree")
def test_who_takes_a_case_out_is_led_to_write_to_a_customer_who_was_told_to_wait(agents_desk):
    channel = make_channel()
    incident = make_incident(channel)
    case, untold = arrive(channel), arrive(channel)
    incident.links.filter(case=case).update(told=1)
    at = f"/incidents/{incident.reference}/links"

    first = agents_desk.post(f"{at}/{case.reference}/", follow=True).text
    second = agents_desk.post(f"{at}/{untold.reference}/", follow=True).text

    assert f'<a href="/cases/{case.reference}/#composer">Write to them now</a>' in first
    assert "Write to them now" not in second


@pytest.mark.usefixtures("tree")
def test_who_was_written_to_reads_when_it_left_and_each_message_is_counted(desk):
    channel, later = make_channel(), NOW + timedelta(minutes=31)
    make_many(channel, 2)
    incident = make_incident(channel)
    catch_up()
    write(incident)
    at, case = f"/incidents/{incident.reference}/", incident.links.first().case
    late = arrive(channel)  # its customer is told at once, by a message of its own
    assert late.incident_links.get().told == 1
    news = Notification.objects.filter(event__startswith="incident-")
    assert news.filter(broadcast=None).exists()

    page = desk.get(at)
    assert page.text.count("Being sent") == 3
    assert f"{news.count()} messages, {news.count()} still waiting." in page.text
    waits = desk.get(f"/cases/{case.reference}/").text
    assert "The message to the customer is being sent." in waits
    news.update(state="sent", sent_at=later)

    links = desk.get(at).context["page"].links
    assert [row.sent.at for row in links] == [later] * 3
    assert banner_of(case, NOW).sent.at == later
    news.update(state="failed", sent_at=None, reason="not_reached")
    assert "has not been told yet" in desk.get(f"/cases/{case.reference}/").text
