"""The page of settings: one market's form, how it reads, and what it said before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.functional import Promise

from support.brand.models import BrandVersion, Market
from support.brand.reading import FIELDS, Brand, entered_brands, nameless
from support.brand.services import brand_in, check_brand, tidied
from support.customers.models import Language
from support.lead.settings.forms import LABELS
from support.notifications.addresses.mail_ids import answered_at, as_read, sender_of
from support.notifications.models import Channel
from support.notifications.words.cleaning import clean_context
from support.notifications.words.rendering import Rendered, render_file
from support.notifications.words.sample_values import PHONES, sample_words

SHOWN_EVENT = "case-opened"
MOST_VERSIONS = 20


@dataclass(frozen=True)
class Field:
    """One line of the form. `inherited` is what holds where it is left empty."""

    name: str
    label: str | Promise
    hint: str | Promise
    value: str
    inherited: str
    errors: list[str]


@dataclass(frozen=True)
class Reading:
    """A mail and an SMS of this brand, as a customer of one language reads them."""

    language: str
    sender: str
    reply_to: str
    rendered: Rendered
    sms: Rendered

    @property
    def label(self) -> str:
        return str(Language(self.language).label)


@dataclass(frozen=True)
class Change:
    """One version with the fields that it changed: label, before, after."""

    version: BrandVersion
    changes: list[tuple[str | Promise, str, str]]


@dataclass(frozen=True)
class SettingsPage:
    market: Market
    fields: list[Field]
    seen: int
    readings: list[Reading]
    can_reply: bool
    history: list[Change]
    note: str = ""
    theirs: BrandVersion | None = None
    markets: list[Market] = field(default_factory=lambda: list(Market))

    @property
    def bound(self) -> int:
        """How many versions are shown, where there are older ones, else 0."""
        return MOST_VERSIONS if self.history and self.history[-1].version.version > 1 else 0


def build_page(
    market: Market,
    *,
    typed: Brand | None = None,
    errors: Mapping[str, list[str]] | None = None,
    note: str = "",
    is_stale: bool = False,
) -> SettingsPage:
    """Compose the page with what is in force, or with what somebody typed."""
    history = list(_history(market))
    latest = history[0].version if history else None
    shown = typed or (brand_in(latest) if latest else Brand())
    inherited = _inherited(market)
    errors = errors or {}
    whole = shown.over(inherited)
    return SettingsPage(
        market=market,
        fields=[
            Field(name, *LABELS[name], getattr(shown, name), getattr(inherited, name),
                  errors.get(name, []))
            for name in FIELDS
        ],
        seen=latest.version if latest else 0,
        readings=readings(market, shown),
        can_reply=whole.can_reply,
        history=history,
        note=note,
        theirs=latest if is_stale else None,
    )  # fmt: skip


def readings(market: Market, typed: Brand) -> list[Reading]:
    """Return how a message reads to customers of a market; nothing for what can't be saved."""
    typed = tidied(typed)
    try:
        check_brand(typed)
    except ValidationError:
        return []
    languages = list(Language) if market == Market.EVERYWHERE else [Language(market.value)]
    return [_reading(language, market, typed) for language in languages]


def _reading(language: Language, market: Market, typed: Brand) -> Reading:
    everywhere = typed if market == Market.EVERYWHERE else _everywhere()
    here = typed if market != Market.EVERYWHERE else entered_brands().get(language, Brand())
    brand = here.over(everywhere).over(nameless())
    samples = sample_words(SHOWN_EVENT, language, house=brand.words)
    words = clean_context(SHOWN_EVENT, samples) | brand.words
    sms = render_file(SHOWN_EVENT, Channel.SMS, language, words)
    return Reading(
        language=language,
        sender=as_read(sender_of(brand.name)),
        reply_to=answered_at(brand.reply_address, "") if brand.reply_address else "",
        rendered=render_file(SHOWN_EVENT, Channel.EMAIL, language, words),
        sms=sms.named_for(PHONES[language], brand.name),
    )


def _inherited(market: Market) -> Brand:
    return nameless() if market == Market.EVERYWHERE else _everywhere().over(nameless())


def _everywhere() -> Brand:
    return entered_brands().get(Market.EVERYWHERE, Brand())


def _history(market: Market) -> Iterator[Change]:
    rows = list(BrandVersion.objects.history(market)[: MOST_VERSIONS + 1])
    older = [brand_in(row) for row in rows[1:]]
    if len(rows) <= MOST_VERSIONS:
        older.append(Brand())
    for row, before in zip(rows, older, strict=False):
        after = brand_in(row)
        yield Change(
            row,
            [
                (LABELS[name][0], getattr(before, name), getattr(after, name))
                for name in FIELDS
                if getattr(before, name) != getattr(after, name)
            ],
        )
