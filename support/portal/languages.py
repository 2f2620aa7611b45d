"""In which language a customer reads his page."""

from dataclasses import dataclass

from support.customers.models import Language

# Django's names and those that browsers and screen readers know.
LANGUAGE_TAGS = {str(Language.ENGLISH): "en", str(Language.CHINESE): "zh-Hans"}
OWN_NAMES = {str(Language.ENGLISH): "English", str(Language.CHINESE): "中文"}


@dataclass(frozen=True)
class LanguageChoice:
    """One language a page can be read in; `tag` is what browsers call it."""

    code: str
    tag: str
    name: str
    is_current: bool


def language_choices(language: str) -> tuple[LanguageChoice, ...]:
    return tuple(
        LanguageChoice(code, tag, OWN_NAMES[code], is_current=code == language)
        for code, tag in LANGUAGE_TAGS.items()
    )


def chosen_language(wanted: str, own: str) -> str:
    """Return the language asked for if we write it, else that of the customer's messages."""
    wanted = wanted.lower()
    return wanted if wanted in LANGUAGE_TAGS else own
