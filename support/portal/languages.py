"""In which language a customer reads his page."""

from support.customers.models import Customer, Language

# Django's names and those that browsers and screen readers know.
LANGUAGE_TAGS = {str(Language.ENGLISH): "en", str(Language.CHINESE): "zh-Hans"}
OWN_NAMES = {str(Language.ENGLISH): "English", str(Language.CHINESE): "中文"}


def chosen_language(wanted: str, customer: Customer) -> str:
    """Return the language asked for if we write it, else the customer's own."""
    wanted = wanted.lower()
    return wanted if wanted in LANGUAGE_TAGS else customer.language
