"""A case from the link in its message to the survey: a telephone, an agent's desk and a mailbox."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from support.cases.models import Case
from support.cases.telling.messages_of_case import tell_customer
from support.notifications.delivery.preparing import words_of
from support.surveys.models import Survey
from tests.browser.looking import fits, keep_picture, settle
from tests.browser.test_portal import open_page, site
from tests.browser.test_portal_walking import WORDS, case_asked, press
from tests.intake.letters.writing import came, letter, signed, words_in
from tests.mailbox.clients import CHINESE, NEW, OTHERS, SAID
from tests.portal.walking import walk_of

__all__ = ["site"]
pytestmark = [pytest.mark.usefixtures("chromium"), pytest.mark.django_db(transaction=True)]

# What the agent is asked after their own four answers and what that finds; what their mail program
# sends and what of it they said; what ends the case; thanks for the survey, and their words in it.
READ = {
    "en-GB": {
        "language": "en", "asked": "identity verification complete",
        "found": "Identity verification incomplete", "mail": OTHERS["Outlook"], "said": SAID,
        "ends": "End the case and send this", "ended": "Reopen",
        "thanks": "Thank you. We have your answer.", "praise": "Quick and clear.",
    },
    "zh-CN": {
        "language": "zh-hans", "asked": "是否已完成实名认证",
        "found": "实名或身份信息不完整", "mail": CHINESE["QQ"], "said": NEW,
        "ends": "结束工单并发送", "ended": "重新打开",
        "thanks": "谢谢您，我们已收到您的评价。", "praise": "处理很快，说得清楚。",
    },
}  # fmt: skip


def link_in_message(case: Case) -> str:
    """Return where the link in the mail leads by which a customer hears of their case."""
    told = tell_customer(case, "case-opened", now=timezone.now())
    [mail] = [row for row in told if row.channel == "email"]
    found = re.search(r"https?://[^/\s]+(/s/[^/\s]+/)", words_of(mail).text)
    assert found
    return found[1]


def go_on(agent: Page, found: str) -> None:
    """Answer the next question of the guide, and do what its outcome says."""
    agent.locator("#guide .option input").last.check()
    agent.locator("#guide .primary[form=answer-form]").click()
    expect(agent.locator("#guide [data-step]").first).to_contain_text(found)
    agent.locator("#guide [data-apply]").click()
    expect(agent.locator("#strip .status-waiting_customer")).to_be_visible()


def end_case(agent: Page, words: dict[str, str]) -> None:
    agent.locator("#strip details.menu:has(#resolution-note) > summary").click()
    agent.locator("#strip input[name=ending]").first.check()
    agent.locator("#resolution-note").fill("They have proved who they are.")
    agent.locator("#strip form.end .primary").click()
    expect(agent.locator("#strip form.end .primary")).to_have_text(words["ends"])
    agent.locator("#strip form.end .primary").click()
    expect(agent.locator("#strip")).to_contain_text(words["ended"])


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_from_the_link_in_a_message_to_the_survey(
    chromium: Browser, site: str, desk: Callable[..., Page], locale: str, scripts: bool
):
    case: Any = case_asked(locale)
    words, walk = READ[locale], walk_of(case)
    shots = f"life/{locale}-{'with' if scripts else 'without'}"

    address = site + link_in_message(case)
    page = open_page(chromium, address, java_script_enabled=scripts)
    assert fits(page)
    keep_picture(page, f"{shots}-1-status")
    page.get_by_role("link", name=WORDS[locale][0]).click()
    for given in range(4):
        expect(page.locator(".given li")).to_have_count(given)
        press(page, 0)
    expect(page.locator(".given li")).to_have_count(4)
    assert fits(page)
    keep_picture(page, f"{shots}-2-walk")

    view = {"width": 1280, "height": 720}
    agent = desk(locale=words["language"], viewport=view, java_script_enabled=scripts)
    agent.goto(f"/cases/{case.reference}/")
    settle(agent)  # the record is read anew, which brings the guide again
    expect(agent.locator("#guide [data-step]").first).to_contain_text(words["asked"])
    go_on(agent, words["found"])
    keep_picture(agent, f"{shots}-3-desk")
    assert walk_of(case) == walk
    assert [row.source for row in walk_of(case).rows][-6:] == ["agent"] + ["customer"] * 4 + [
        "agent"
    ]

    sender = f"Li Wei <{case.contact.email}>"
    came(letter(words["mail"], To=signed(case), From=sender))
    assert words_in(case) == [words["said"]]
    agent.reload()
    for line in words["said"].split("\n\n"):
        expect(agent.locator("#stream .incoming .said")).to_contain_text(line)
    keep_picture(agent, f"{shots}-4-mail")
    end_case(agent, words)

    page.goto(address)
    page.get_by_role("link", name="5", exact=True).click()
    page.locator("#words").fill(words["praise"])
    page.locator("form:has(#words) button").click()
    expect(page.get_by_role("status")).to_contain_text(words["thanks"])
    assert fits(page)
    keep_picture(page, f"{shots}-5-survey")

    case.refresh_from_db()
    assert case.is_done
    survey = Survey.objects.get()
    assert (survey.case, survey.stars, survey.words) == (case, 5, words["praise"])
    assert page.context.cookies() == []
    page.context.close()
