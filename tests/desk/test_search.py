"""The search page: what is found, marked, counted, and what is said where it can't be."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import translation

from support.cases.models import Case, SearchEntry, Unfound
from support.cases.search.asking import as_typed, read
from support.cases.search.filters import narrowing
from support.cases.search.finding import find
from support.cases.search.indexing import take_in_changes
from support.cases.search.showing import _folded_with_places, rows_of
from support.cases.services import add_note
from support.desk.search.drawing import drawn
from support.desk.search.views import EXAMPLES
from support.staff.models import Team
from tests.factories import NOW, make_agent, make_case, make_channel, make_customer, make_payment
from tests.factories import sign_in as signed_in
from web.shapes import _slots

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    return signed_in(client, make_agent("ada", first_name="Ada", last_name="Moss"))


def asked(desk: Client, words: str, **more: str) -> str:
    return desk.get("/search/", {"q": words, **more}).text


def test_a_reference_opens_its_case(desk: Client):
    case = make_case()
    bare = case.reference.removeprefix("CW-")

    for typed in (case.reference, f" cw{bare.lower()} ", f"{bare[:4]} {bare[4:]}"):
        assert desk.get("/search/", {"q": typed})["Location"] == f"/cases/{case.reference}/"
    assert case.reference in asked(desk, f'"{case.reference}"')  # or what else is said of it


def test_words_are_marked_and_nothing_else_is_markup(desk: Client):
    case = make_case(subject="<b>payout</b> & more", payment=None)
    add_note(case, "<script>alert('到账')</script> 款项未到账", now=NOW, actor=make_agent())
    take_in_changes()

    page = asked(desk, "payout 到账")

    assert "&lt;b&gt;<mark>payout</mark>&lt;/b&gt; &amp; more" in page
    assert "&lt;script&gt;alert(&#x27;<mark>到账</mark>&#x27;)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "1 case" in page
    assert "Internal note" in page


def test_what_has_no_answer_says_what_to_do(desk: Client):
    make_case()

    assert "Try fewer words" in asked(desk, "zzzz")
    assert "What was written" in desk.get("/search/").text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("channel:nowhere", "No channel is called “nowhere”."),
        ("cause:nothing", "No cause is called “nothing”."),
        ("status:odd", "“odd” is no status. There are: new, open"),
        ("assignee:nobodyhere", "Nobody here is called “nobodyhere”."),
        ("before:soon", "“before:” asks for a day that there is, such as before:20"),
        ("after:2026-02-30", "“after:” asks for a day"),
        ("before:0001-01-01 tag:", "“tag:” asks for a tag"),
    ],
)
def test_a_filter_that_means_nothing_is_told_in_a_sentence(desk: Client, words: str, told: str):
    make_case()

    page = asked(desk, words)

    assert told in page
    assert "data-rows" not in page
    answer = desk.get("/api/v1/cases/", {"q": words})
    assert answer.status_code == 400
    assert told in " ".join(error["detail"] for error in answer.json()["errors"])


def test_filters_leave_what_they_name_in_either_language(desk: Client):
    agent = make_agent("wei", first_name="Wei", last_name="Li")
    channel = make_channel(name_en="Spruce Bank", name_zh="云杉银行")
    team = Team.objects.create(name="Payouts")
    team.memberships.create(user=User.objects.get(username="ada"))
    case = make_case(
        payment=make_payment(channel=channel), assignee=agent, tags=["vip"], status="open",
        team=team, language="zh-hans", heard_at=NOW, outcome_since=NOW, unreached_since=NOW,
    )  # fmt: skip
    other = make_case(opened_at=NOW.replace(day=20), team=None)

    for filters in (
        "channel:spruce", 'channel:"Spruce Bank"', "通道：云杉银行", f"channel:{channel.code}",
        "status:open", "状态:处理中", "assignee:wei", "assignee:“Wei Li”", "负责人:liwei",
        "before:2026-11-19", "before:2026/11/19 after:2026-11-17", "money tag:vip", "tag:VIP",
        "cause:none tag:vip", "priority:normal is:replied", "优先级:普通 is:replied",
        "team:payouts", "team:mine", "团队:我的", "language:zh", "语言:中文", "is:replied",
        "direction:payout is:open tag:vip", "is:late tag:vip", "is:outcome",
        "是:客户已回复", "direction:出款 is:unreached",
    ):  # fmt: skip
        found = [row["reference"] for row in listed(desk, filters)]
        assert found == [case.reference], filters
    assert [row["reference"] for row in listed(desk, "after:2026-11-18")] == [other.reference]
    assert listed(desk, "status:open status:new assignee:me") == []
    assert "https://x:1 " not in [one for one, _said in read("https://x:1 re:money").filters]


def test_what_is_chosen_becomes_a_word_in_the_box(desk: Client):
    make_case(status="open")

    answer = desk.get("/search/", {"q": "money status:new", "status": "open", "cause": ""})

    assert answer["Location"] == "/search/?q=money+status%3Aopen"
    page = asked(desk, "money status:open")
    assert '<option value="open" selected>' in page
    assert desk.get("/search/", {"q": "x", "status": "new,open"})["Location"].endswith(
        "x+status%3Anew+status%3Aopen"
    )
    assert as_typed("x", {"assignee": "li wei", "overdue": "true"}) == 'x assignee:"li wei" is:late'


def test_a_filter_that_is_typed_twice_stays_both(desk: Client):
    page = asked(desk, "money status:new status:open")

    assert '<option value="new,open" selected>' in page


def test_signs_without_a_word_find_nothing(desk: Client):
    make_case()

    for signs in ("??", "--", "・", "…"):
        assert 'class="hit"' not in asked(desk, signs)


def test_what_is_done_or_put_off_is_found_too(desk: Client):
    customer = make_customer(name="测试王芳")
    done = make_case(customer=customer, payment=None, status="resolved", resolved_at=NOW)
    asleep = make_case(payment=None, wakes_at=NOW, subject="zebra")

    assert [row["reference"] for row in listed(desk, "王芳")] == [done.reference]
    assert [row["reference"] for row in listed(desk, "zebra")] == [asleep.reference]
    assert desk.get("/search/", {"q": asleep.reference})["Location"].endswith(
        f"/cases/{asleep.reference}/"
    )


def listed(desk: Client, words: str) -> list[dict[str, str]]:
    """Ask the API, and see that the page shows the same."""
    rows: list[dict[str, str]] = desk.get("/api/v1/cases/", {"q": words}).json()["results"]
    page = asked(desk, words)
    assert all(row["reference"] in page for row in rows)
    assert page.count('class="hit"') == len(rows)
    return rows


def test_a_page_costs_the_same_however_many_it_shows(
    desk: Client, few_before: None, django_assert_num_queries
):
    customer = make_customer(name="Mock Fern")
    asked(desk, "mock fern")  # what causes and channels are called is read once
    for number in (1, 29):
        for _one in range(number):
            make_case(customer=customer, payment=None)
        with django_assert_num_queries(14):
            page = asked(desk, "mock fern")
        assert page.count('class="hit"') == min(number, 25)
    assert "30 cases" in page
    assert asked(desk, "mock fern", page="2").count('class="hit"') == 5


def test_the_likeliest_comes_first_and_of_equals_the_newest(desk: Client):
    said, named = make_case(payment=None), make_case(customer=make_customer(name="Zebra Oak"))
    add_note(said, "zebra " * 3, now=NOW, actor=make_agent())
    older = make_case(payment=None, subject="giraffe")
    newer = make_case(payment=None, subject="giraffe")
    take_in_changes()

    agent = make_agent()
    assert find(read("zebra"), Case.objects.all(), asker=agent).rows == [named, said]
    assert find(read("giraffe"), Case.objects.all(), asker=agent).rows == [newer, older]


def test_of_very_many_the_newest_are_ranked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("support.cases.search.finding.MOST", 4)
    monkeypatch.setattr("support.cases.search.finding.RANKED", 3)
    customer = make_customer(name="Mock Fern")
    cases = [make_case(customer=customer, payment=None) for _number in range(7)]

    found = find(read("fern"), Case.objects.all(), asker=make_agent())

    assert found.is_more
    assert found.rows == cases[:3:-1]
    assert find(read("fern status:new"), Case.objects.all(), asker=make_agent()).rows == found.rows


def test_only_what_one_may_see_is_found():
    mine, other = make_case(payment=None, subject="zebra"), make_case(payment=None, subject="zebra")
    agent = make_agent()
    add_note(other, "x " * 9_000 + "giraffe", now=NOW, actor=agent)
    take_in_changes()
    visible = Case.objects.filter(pk=mine.pk)

    for words in ("zebra", "status:new", "zebra status:new", other.reference):
        assert other not in find(read(words), visible, asker=agent).rows
    assert find(read("zebra giraffe"), visible, asker=agent).rows == []
    assert find(read("zebra giraffe"), Case.objects.all(), asker=agent).rows == [other]


def test_strangers_and_customers_find_nothing(client: Client):
    case = make_case()

    assert client.get("/search/", {"q": case.reference})["Location"].startswith("/sign-in/")
    signed_in(client, make_agent(is_staff=False))
    assert client.get("/search/", {"q": case.reference}).status_code == 403


def test_what_is_not_in_the_index_for_minutes_is_said(desk: Client):
    case = make_case()
    Unfound.objects.create(case_id=case.pk)
    assert "may not be found yet" not in asked(desk, "money")

    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_unfound SET said_at = now() - interval '2 minutes'")

    assert "may not be found yet" in asked(desk, "money")


def test_a_search_that_takes_too_long_is_stopped_and_says_so(desk: Client, settings, monkeypatch):
    case = make_case()
    settings.PAGE_SECONDS = 0.05
    slow = SearchEntry.objects.raw("SELECT *, pg_sleep(5) FROM cases_searchentry")
    monkeypatch.setattr("support.cases.search.finding._holding", lambda *_args: list(slow))

    answer = desk.get("/search/", {"q": "money"})

    assert answer.status_code == 503
    assert "Narrow it down" in answer.text
    assert case.reference not in answer.text


def test_awkward_words_break_nothing(desk: Client):
    make_case()

    for words in (
        "\0", "'", "\\", "a'b\\c", "%", ":*", "&|!()", "<->", '"', "“”", "~", "#", "@", "x" * 3_000,
        "١٢٣", "1" * 400, "(" * 50, "a-" * 200, "+", "0", "00", "channel:", '"a 1,200.00 到账 b"',
    ):  # fmt: skip
        assert desk.get("/search/", {"q": words}).status_code == 200, words
    assert desk.get("/search/", {"q": "money", "page": "99"}).status_code == 200


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_filter_that_the_help_names_can_be_typed(language: str):
    asker = make_agent("bo")
    with translation.override(language):
        for example in str(EXAMPLES).split():
            filters = read(example).filters
            assert filters, example
            narrowing(filters, asker)


def test_refunds_are_found_by_their_direction(desk: Client):
    refund = make_case(payment=make_payment(is_refund=True))
    payout = make_case(payment=make_payment())

    page = asked(desk, "direction:refund")

    assert refund.reference in page
    assert payout.reference not in page
    assert "payout, payin, refund" in asked(desk, "direction:sideways")


def test_letters_are_folded_the_quick_way_as_by_the_long_one():
    plain = "".join(map(chr, range(128)))

    quick, long = _folded_with_places(plain), _folded_with_places(f"{plain}é")

    assert (quick[0], [*quick[1]]) == (long[0][:128], long[1][:128])


def test_no_shape_of_what_is_found_keeps_anything_of_a_customer():
    cases = [make_case(customer=make_customer(name=f"Mock {name}")) for name in ("Alma", "Bea")]
    before = _slots.cache_info().currsize

    hits = drawn(rows_of(cases, read("mock")))

    assert "<mark>Mock</mark> Alma" in hits
    assert "<mark>Mock</mark> Bea" in hits
    assert _slots.cache_info().currsize <= before + 2  # a hit, and a place
