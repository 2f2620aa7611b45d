"""What a list was narrowed to, told in the log in words."""

import pytest
from django.utils import translation

from support.lead.log.listing import DETAILS, Entry
from web.templatetags.web import colon, seconds

tell = DETAILS[Entry.Kind.EXPORT_BEGUN]


@pytest.mark.parametrize(
    ("asked", "language", "words"),
    [
        ({"view": "unreached"}, "en", "Not reached"),
        ({"view": "unreached"}, "zh-hans", "未联系上"),
        ({"status": "waiting_bank"}, "en", "Waiting for bank"),
        ({"channel": "demo-cn"}, "en", "Channel “demo-cn”"),
        ({"snoozed": "true"}, "en", "snoozed=true"),
        ({}, "en", "no filter"),
    ],
)
def test_a_filter_is_told_in_words(asked, language, words):
    with translation.override(language):
        told = tell({"form": "csv", "asked": asked, "matching": 2})

    assert told.split(" · ")[1] == words


def test_lengths_and_colons_are_written_as_the_language_does():
    with translation.override("en"):
        english = [seconds(ms) for ms in (5170, 303, 12_400)]
        assert (english, colon()) == (["5.2 s", "0.30 s", "12 s"], ": ")
    with translation.override("zh-hans"):
        assert (seconds(5170), colon()) == ("5.2 秒", "：")
