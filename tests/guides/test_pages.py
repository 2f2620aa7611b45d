"""What everybody reads at /guides/: found, kept by caches, harmless, and whether it helped."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support.guides.loading import load_articles
from support.guides.models import Article, Helped
from support.guides.writing import take_down
from tests.factories import NOW
from tests.guides.making import in_english, out
from tests.reference import load_reference
from troubleshooting.discretion.masking import mask

pytestmark = pytest.mark.django_db
TITLES = re.compile(r'<h2><a href="/guides/([\w-]+)/')
FIXTURES = 7


@pytest.fixture
def articles(settings):
    load_reference()
    load_articles(settings.BASE_DIR / "fixtures" / "articles", now=NOW)


def found(client, **query):
    return TITLES.findall(client.get("/guides/", query).text)


def test_the_house_comes_with_articles_whole_in_both_languages(articles, client, settings):
    assert len(found(client)) == FIXTURES
    assert all(not article.missing_in for article in Article.objects.all())
    assert load_articles(settings.BASE_DIR / "fixtures" / "articles", now=NOW) == 0


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("limit", "limits-and-hours"),
        ("LIMITS midnight", "limits-and-hours"),
        ("限额", "limits-and-hours"),
        ("单笔限额", "limits-and-hours"),
        ("退回", "when-money-comes-back"),
        ("refund", "when-a-refund-is-not-there-yet"),
        ("退款 多久", "when-a-refund-is-not-there-yet"),
        ("验证码", "keep-your-payments-safe"),
        ("browser vpn", "browser-and-app"),
        ("ＶＰＮ", "browser-and-app"),
        ("iban", "before-you-ask-for-a-payout"),
        ("到账 多久", "how-long-a-payment-takes"),
    ],
)
def test_articles_are_found_by_words_of_both_languages(articles, client, typed, slug):
    for lang in ("en", "zh-hans"):
        assert found(client, q=typed, lang=lang)[0] == slug


@pytest.mark.parametrize("typed", ["sanctions", "银河系", "!!!", "limits 银河"])
def test_what_no_article_has_finds_none_and_says_so(articles, client, typed):
    assert found(client, q=typed) == []
    assert "No article has all these words." in client.get("/guides/", {"q": typed}).text


def test_one_topic_is_listed_alone_and_an_odd_one_is_all(articles, client):
    assert found(client, topic="safety") == ["keep-your-payments-safe"]
    assert len(found(client, topic="'><b>")) == FIXTURES


def test_a_page_speaks_the_language_of_its_address_or_else_of_the_browser(client):
    out()

    def heading(accepted, **query):
        page = client.get("/guides/limits/", query, headers={"Accept-Language": accepted})
        return page["Content-Language"], re.search(r"<h1>(.*?)</h1>", page.text)[1]

    assert heading("zh-TW,en;q=0.5") == ("zh-Hans", "银行限额")
    assert heading("de") == ("en", "Limits of banks")
    assert heading("") == ("en", "Limits of banks")
    assert heading("en", lang="zh-hans") == ("zh-Hans", "银行限额")
    assert heading("zh", lang="nonsense") == ("zh-Hans", "银行限额")


def test_who_signs_in_in_another_language_changes_nothing_for_others(client):
    out()
    client.cookies["django_language"] = "zh-hans"

    page = client.get("/guides/limits/", headers={"Accept-Language": "en"})

    assert page["Content-Language"] == "en"
    assert page["Vary"] == "Accept-Language"


def test_what_there_is_in_one_language_is_shown_so_and_marked(client):
    out(texts=in_english("Only here"))

    page = client.get("/guides/limits/", {"lang": "zh-hans"})

    assert '<article class="card answer working" lang="en">' in page.text
    assert "There is this article" in page.text or "英" in page.text
    assert found(client, lang="zh-hans") == ["limits"]


@pytest.mark.parametrize("address", ["/guides/", "/guides/limits/"])
def test_pages_are_kept_by_caches_set_no_cookie_and_are_sent_once(client, address):
    out()

    first = client.get(address, {"lang": "en"})
    again = client.get(address, {"lang": "en"}, headers={"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=300"
    assert (again.status_code, again.content) == (304, b"")
    assert not first.cookies
    assert "<script" not in first.text
    assert len(first.content) < 50_000


def test_a_page_changes_its_mark_with_the_article(client):
    article = out()
    first = client.get("/guides/", {"lang": "en"})
    assert "Last-Modified" not in first  # which what is taken down would not raise
    take_down(article)

    again = client.get("/guides/", {"lang": "en"}, headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 200
    gone = client.get("/guides/limits/", {"lang": "en"})
    assert gone.status_code == 404
    assert "This article is no longer here" in gone.text
    assert "no-store" in gone["Cache-Control"]


@pytest.mark.parametrize("address", ["/guides/", "/guides/?q=wait", "/guides/limits/"])
def test_a_page_asks_for_the_mark_and_nothing_else(client, address):
    out()
    for number in range(5):
        out(f"more-{number}", topics=["times"])
    client.get(address)

    with CaptureQueriesContext(connection) as asked:
        client.get(address)

    assert len(asked) == 1, [one["sql"] for one in asked]


@pytest.mark.parametrize(
    "attempt",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&#58;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        '[x](/help/ "onmouseover=alert(1)")',
        '![x](x "a" onerror="alert(1)")',
        "<svg/onload=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "## <b onclick=alert(1)>x</b>",
        "`<script>alert(1)</script>`",
        "```html\n<script>alert(1)</script>\n```",
        "<style>*{display:none}</style>",
        "[x]: javascript:alert(1)\n\n[x]",
        "<javascript:alert(1)>",
    ],
)
def test_markdown_of_authors_does_no_harm(client, attempt):
    out(texts=in_english(attempt[:100], attempt))

    page = client.get("/guides/limits/", {"lang": "en"}).text

    body = page[page.index('<div class="article">') :]
    tags = re.findall(r"<(/?[a-z][a-z0-9]*)([^>]*)>", body)
    known = {"div", "p", "h2", "h3", "a", "code", "ul", "li", "ol", "strong", "em", "article",
             "nav", "svg", "path", "footer", "body", "html", "main", "blockquote"}  # fmt: skip
    assert {name.strip("/") for name, _rest in tags} <= known
    assert not [rest for _name, rest in tags if re.search(r"\son\w+\s*=", rest)]
    links = [unescape(href) for href in re.findall(r'href="([^"]*)"', body)]
    assert all(href.startswith(("/", "#", "http")) for href in links)


def test_headings_stand_below_the_title(client):
    out(texts=in_english("T", "# One\n\n## Two\n\n#### Four"))

    page = client.get("/guides/limits/", {"lang": "en"}).text

    assert page.count("<h1") == 1
    assert "<h2>One</h2>\n<h2>Two</h2>\n<h3>Four</h3>" in page


def form(client, **query):
    page = client.get("/guides/limits/helped/", {"lang": "en", **query}).text
    return re.search(r'name="once" value="([^"]+)"', page)[1], page


def answer(client, **values):
    return client.post("/guides/limits/helped/?lang=en", values)


def test_a_reader_says_once_whether_it_helped(client):
    article = out()
    key, page = form(client, answer="yes")
    assert 'value="yes" required checked' in page
    assert Helped.objects.count() == 0  # a look records nothing

    for _twice in range(2):
        kept = answer(client, once=key, answer="no", words="The limit of my bank")
        assert kept.url == "/guides/limits/helped/?lang=en&thanks=1"

    row = Helped.objects.get()
    assert (row.is_yes, row.words, row.version) == (False, "The limit of my bank", article.live)
    assert "Thank you" in client.get(kept.url).text
    assert not kept.cookies


@pytest.mark.parametrize("values", [{}, {"once": "made:up"}, {"answer": "perhaps"}])
def test_what_is_no_answer_of_a_form_of_ours_keeps_nothing(client, values):
    out()
    key, _page = form(client)

    answer(client, **{"once": key, "answer": "yes", **values} if values else {})

    assert Helped.objects.count() == 0


def test_a_form_ages(client, monkeypatch):
    out()
    key, _page = form(client)
    later = timezone.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr("django.core.signing.time.time", later.timestamp)

    answer(client, once=key, answer="yes")

    assert Helped.objects.count() == 0


def test_words_are_masked_and_bounded(client):
    out()
    key, _page = form(client)

    refused = answer(client, once=key, answer="no", words="x" * 1_001)
    assert (refused.status_code, Helped.objects.count()) == (422, 0)
    assert "Please write 1,000 characters at most." in refused.text

    said = "My card is 4111 1111 1111 1111"
    answer(client, once=form(client)[0], answer="no", words=said)
    assert Helped.objects.get().words == mask(said).text != said


def test_answers_are_bounded_by_address(client, settings):
    settings.API_RATES = {"helped": 3}
    out()

    codes = [answer(client, once=form(client)[0], answer="yes").status_code for _go in range(5)]

    assert codes == [302, 302, 302, 429, 429]
    assert Helped.objects.count() == 3
