"""What a lead entered, without a lead."""

from datetime import UTC, datetime

from support.brand.models import BrandVersion
from support.brand.reading import Brand
from support.brand.services import save_brand
from tests.factories import make_agent

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def enter(market: str, **words: str) -> BrandVersion:
    author = make_agent(f"lead-{market}")
    return save_brand(market, Brand(**words), seen=0, author=author, now=NOW)
