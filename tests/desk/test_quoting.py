"""What customers quote of us is folded, and nothing that they say."""

import pytest

from support.desk.case.stream.quoting import apart

OWN = "It is my account at the other bank."
SAID = "> Which account is it?\n> Your support team"


@pytest.mark.parametrize(
    "quoted",
    [
        SAID,
        f"On 3 March 2026 at 10:00, Support <help@pay.test> wrote:\n{SAID}",
        f"在 2026年3月3日，客服 <help@pay.test> 写道：\n{SAID}",
        "-----Original Message-----\nFrom: Support\nWhich account is it?",
        "From: Support <help@pay.test>\nSent: Tuesday\nWhich account is it?",
        "发件人：客服 <help@pay.test>\n请问是哪个账户？",
    ],
)
def test_what_stands_below_is_told_apart(quoted):
    assert apart(f"{OWN}\n\n{quoted}") == (OWN, quoted)


@pytest.mark.parametrize(
    "body",
    [
        OWN,
        f"{SAID}\n{OWN}",
        f"{OWN}\n{SAID}\nAnd my phone has changed.",
        f"On Tuesday Support wrote:\n{SAID}\n\n{OWN}",
        SAID,
        "From: my bank I heard nothing.",
        "",
    ],
)
def test_nothing_that_they_say_is_folded(body):
    assert apart(body) == (body, "")
