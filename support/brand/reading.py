"""What holds in a market, read once a process."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from django.conf import settings

from support.brand.models import BrandVersion, Market
from troubleshooting.marks.reading import kept


@dataclass(frozen=True)
class Brand:
    """Who writes, as customers read it. What nobody entered is ""; the name never is.

    `reply_address` is a mailbox that people read, `hours` those of the phone, in words.
    """

    name: str = ""
    reply_address: str = ""
    phone: str = ""
    hours: str = ""
    postal_address: str = ""

    @property
    def can_reply(self) -> bool:
        """Whether a customer who answers reaches a person, by mail or by phone."""
        return bool(self.reply_address or self.phone)

    def over(self, other: "Brand") -> "Brand":
        """Return this with the other's words for what is empty here."""
        mine = {name: word for name, word in vars(self).items() if word}
        if self.phone:  # hours belong to their phone
            mine["hours"] = self.hours
        return replace(other, **mine)

    @property
    def words(self) -> dict[str, str]:
        """What messages may say of it, by placeholder."""
        return {"brand": self.name} | {name: getattr(self, name) for name in FIELDS[1:]}


FIELDS = tuple(field.name for field in fields(Brand))
# By these placeholders every message may say who writes.
HOUSE_WORDS = frozenset({"brand", *FIELDS[1:]})


def brand_of(market: str) -> Brand:
    """Return who writes to customers of a market, which is the language we write to them in."""
    entered = entered_brands()
    nobody = Brand()
    here, everywhere = entered.get(market, nobody), entered.get(Market.EVERYWHERE, nobody)
    return here.over(everywhere).over(nameless())


def reply_ways(market: str) -> tuple[str, str]:
    """Return the mailbox and the phone by which a customer's answer reaches a person, "" for none.

    No message may ask for an answer by a way that is not here.
    """
    brand = brand_of(market)
    return brand.reply_address, brand.phone


def can_reply(market: str) -> bool:
    """Tell whether a customer of a market can answer at all, by mail or by phone."""
    return brand_of(market).can_reply


def nameless() -> Brand:
    """Return who writes where no lead has entered anything: the name of the environment."""
    return Brand(name=settings.BRAND)


@kept
def entered_brands() -> Mapping[str, Brand]:
    """Return what leads have entered, by market."""
    return {
        row["market"]: Brand(**{name: row[name] for name in FIELDS})
        for row in BrandVersion.objects.in_use().values("market", *FIELDS)
    }
