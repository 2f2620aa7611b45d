"""What a customer is told of their complaint: periods that a clock stands behind, and an answer."""

from collections.abc import Mapping

from support.claims.formats import is_chinese

OUTCOMES: Mapping[str, tuple[str, str]] = {
    "upheld": ("We agree with your complaint.", "您的投诉成立。"),
    "partly": ("We agree with part of your complaint.", "您的投诉部分成立。"),
    "rejected": ("We do not agree with your complaint.", "您的投诉不成立。"),
}
_PERIODS: Mapping[str, tuple[str, str]] = {
    "business": ("business day", "个工作日"),
    "calendar": ("calendar day", "天"),
}
_TO_DO = (
    ("You do not need to do anything.", "您无需操作。"),
    ("Please send us what we asked you for.", "请提供我们请您补充的资料。"),
)


def period_in_words(count: int, unit: str, language: str) -> str:
    """Write a period like 15 business days, 15 个工作日."""
    english, chinese = _PERIODS[unit]
    if is_chinese(language):
        return f"{count} {chinese}"
    return f"{count} {english}{'' if count == 1 else 's'}"


def outcome_in_words(outcome: str, language: str) -> str:
    return OUTCOMES[outcome][is_chinese(language)]


def to_do_in_words(language: str, *, is_theirs: bool) -> str:
    """Write what is to be done until the answer: what we asked for, where something is."""
    return _TO_DO[is_theirs][is_chinese(language)]


def turn_to_in_words(name: str, address: str, language: str) -> str:
    """Write whom to turn to next with their address; "" where nobody is known."""
    if not name:
        return ""
    brackets = ("（", "）") if is_chinese(language) else (" (", ")")
    return f"{name}{brackets[0]}{address}{brackets[1]}" if address else name
