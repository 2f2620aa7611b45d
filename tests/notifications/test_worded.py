"""A message from an admin's words, as text and as HTML."""

from support.notifications.words.events import EVENTS
from support.notifications.words.filling import worded
from support.notifications.words.mail_page import blocks_of, html_of
from support.notifications.words.rules import Draft
from support.notifications.words.sample_values import sample_of, sample_words
from tests.every import every

URL = "https://pay.casewalk.example/s/abc/"
WORDS = sample_words("solution", "en") | {
    "status_url": URL,
    "customer_name": "",
    "reference": "CW-1",
}


def message(body, subject="[{reference}] News", words=WORDS, language="en"):
    return worded(Draft("solution", language, "email", subject, body), words)


def html(body, **more):
    return html_of(message(body, **more), more.get("language", "en"))


def test_a_line_with_an_unknown_word_is_left_out_of_the_text_and_of_the_html():
    body = "Hello {customer_name},\n\nCase {reference}"

    assert message(body).body.startswith("Case CW-1\n")
    assert "Hello" not in html(body)


def test_a_message_that_lacks_what_it_must_tell_is_none():
    assert message("{reference}", words=WORDS | {"reference": ""}) is None
    assert message("{reference}", words={"reference": "CW-1"}) is None


def test_the_first_line_that_is_only_a_link_becomes_the_button():
    page = html("Look here:\n{status_url}\nOr here: {status_url}.\n\n{status_url}")

    assert page.count('class="button"') == 1
    assert page.count(f'href="{URL}"') == 3
    assert page.count(f">{URL}</a>") == 2
    assert ">See where it stands</a>" in page
    assert page.index("Look here:") < page.index("See where it stands") < page.index("Or here:")


def test_a_mail_that_is_not_essential_ends_with_the_way_to_leave():
    leave = "https://pay.casewalk.example/u/1.abc/"
    words = sample_words("guide-published", "en") | {"unsubscribe_url": leave}
    body = "{guide_title}: {guide_url}"
    mail = worded(Draft("guide-published", "en", "email", "News", body), words)
    sms = worded(Draft("guide-published", "en", "sms", "", body), words)

    assert mail.text.endswith(f"Stop these e-mails or change topics:\n{leave}")
    assert f">{leave}</a>" in html_of(mail, "en")
    assert 'class="button"' not in html_of(mail, "en")
    assert leave not in sms.text


def test_a_survey_ends_with_the_way_to_hear_less():
    leave = "https://pay.casewalk.example/u/1.abc/"
    words = sample_words("survey", "en") | {"unsubscribe_url": leave}
    mail = worded(Draft("survey", "en", "email", "How was it?", "{survey_url}"), words)

    assert mail.text.endswith(f"Hear less from us, only what you must know:\n{leave}")


def test_the_button_speaks_the_customers_language():
    page = html("{status_url}", language="zh-hans")

    assert 'lang="zh-hans"' in page
    assert 'class="button"' in page


def test_empty_lines_part_paragraphs_and_line_ends_stay():
    blocks = blocks_of(message("a\nb\n\nc").marked)

    assert [block.lines for block in blocks][:2] == [["a", "b"], ["c"]]
    assert "a<br>b" in html("a\nb\n\nc")


def test_nothing_in_words_or_wording_becomes_markup():
    page = html(
        "<script>alert(1)</script> {cause_sentence}",
        words=WORDS | {"cause_sentence": '<img src=x onerror="x">'},
    )

    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;img" in page


def test_template_language_in_a_word_stays_what_it_is():
    words = WORDS | {"cause_sentence": "{% load x %} {{ reference }} {reference}"}

    assert (
        "{% load x %} {{ reference }} {reference}" in message("{cause_sentence}", words=words).text
    )


def test_the_title_is_the_subject_without_the_reference():
    assert message("x").title == "News"
    assert message("x").subject == "[CW-1] News"


def test_a_subject_stays_one_line_whatever_its_words_are():
    words = WORDS | {"reference": "CW-1\r\nBcc: mock@example.test"}

    assert message("x", words=words).subject == "[CW-1 Bcc: mock@example.test] News"


@every("event", EVENTS)
@every("language", ["en", "zh-hans"])
def test_invented_words_exist_for_everything_an_event_tells(event, language):
    words = sample_words(event, language)

    assert set(words) == EVENTS[event].uses
    may_be_unsaid = {"cause_sentence", "expected", "next_news", "caution"}
    assert all(word != "…" and (word or name in may_be_unsaid) for name, word in words.items())
    assert all(sample_of(name, language) for name in may_be_unsaid)
