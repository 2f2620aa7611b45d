"""Which channel a source's payments take: its rules, of which the first that fits counts."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from support.payments.news import PaymentNews

CONDITIONS = ("direction", "method", "currency")


def with_channel(news: PaymentNews, rules: Any) -> PaymentNews:
    """Name the channel of news that names none itself."""
    if news.channel or not isinstance(rules, list):
        return news
    said = {name: str(getattr(news, name)).casefold() for name in CONDITIONS}
    for rule in rules:
        if isinstance(rule, dict) and _fits(rule, said):
            return replace(news, channel=str(rule["channel"]))
    return news


def _fits(rule: dict[str, Any], said: dict[str, str]) -> bool:
    wanted = {name: str(rule[name]).casefold() for name in CONDITIONS if rule.get(name)}
    return bool(rule.get("channel")) and wanted.items() <= said.items()


def problems_of(rules: Any) -> list[str]:
    """Say what is wrong with rules, a sentence each."""
    if not isinstance(rules, list):
        return [_("The channels are a list of rules.")]
    found = []
    for number, rule in enumerate(rules, start=1):
        if not isinstance(rule, dict) or not all(isinstance(one, str) for one in rule.values()):
            found.append(_("Rule %(number)s is not an object of texts.") % {"number": number})
            continue
        if unknown := sorted(set(rule) - {*CONDITIONS, "channel"}):
            found.append(
                _("Rule %(number)s has a field that no rule has: %(field)s.")
                % {"number": number, "field": unknown[0]}
            )
        if not rule.get("channel"):
            found.append(_("Rule %(number)s names no channel.") % {"number": number})
    return found
