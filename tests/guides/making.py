"""Articles to test with."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from support.guides.campaigning import Plan, make_campaign
from support.guides.models import Article, Campaign
from support.guides.writing import Written, publish_article, save_article
from tests.factories import NOW

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ENGLISH = {"title": "Limits of banks", "summary": "Why it was refused.", "body": "Wait a **day**."}
CHINESE = {"title": "银行限额", "summary": "为什么被拒。", "body": "请等**一天**。"}


def make_article(slug: str = "limits", **written: Any) -> Article:
    """Make a draft in both languages, or in those that are given."""
    values = {"texts": {"en": ENGLISH, "zh-hans": CHINESE}, **written}
    return save_article(None, Written(slug, **values), actor=None, now=NOW)


def publish(article: Article, **when: Any) -> Article:
    publish_article(article, seen=article.revision, actor=None, **{"now": NOW, **when})
    article.refresh_from_db()
    return article


def out(slug: str = "limits", **written: Any) -> Article:
    """Make an article that customers read."""
    return publish(make_article(slug, **written))


def in_english(title: str, body: str = "Words.") -> dict[str, dict[str, str]]:
    return {"en": {"title": title, "summary": "In short.", "body": body}}


def planned(
    articles: list[Article], *, actor: "User", now: datetime = NOW, language: str = ""
) -> Campaign:
    """Make a campaign whose first article goes in an hour, and the others weekly."""
    week, start = timedelta(days=7), now + timedelta(hours=1)
    plan = Plan("Getting paid abroad", "境外收款", language, articles, start, week)
    return make_campaign(plan, actor=actor, now=now)
