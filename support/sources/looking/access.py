"""How we reach a source, to look something up and to have something done."""

import re

import httpx2
from django.db import models
from django.utils.translation import gettext_lazy as _

from support.sending.breaker import Breaker

LONGEST_ADDRESS = 500
LONGEST_SECRET = 4000
NAME = re.compile(r"\{([a-z_]+)\}")


class Access(Breaker, models.Model):
    """The addresses of a source, by its slug in `name`, and the header that lets us in.

    `look_up_address` is asked by GET, `order_address` takes by POST that a payment is sent again
    or refunded; either may be "". They hold names in braces, as `calling.address_for` fills them.
    """

    name = models.SlugField(_("source"), max_length=50, unique=True)
    look_up_address = models.CharField(
        _("address to look up"), max_length=LONGEST_ADDRESS, blank=True
    )
    order_address = models.CharField(
        _("address for orders"), max_length=LONGEST_ADDRESS, blank=True
    )
    header = models.CharField(_("header"), max_length=60, default="Authorization")
    secret = models.CharField(_("secret"), max_length=LONGEST_SECRET, blank=True)

    class Meta:
        verbose_name = _("access to a source")
        verbose_name_plural = _("access to sources")

    def __str__(self) -> str:
        return self.name

    @property
    def origins(self) -> set[str]:
        """Where its secret may go: what it was entered for."""
        return {origin_of(one) for one in (self.look_up_address, self.order_address) if one}

    def headers_to(self, address: str) -> dict[str, str]:
        """Return the header that lets us in, nothing where an address leads elsewhere."""
        is_theirs = bool(self.secret) and origin_of(address) in self.origins
        return {self.header: self.secret} if is_theirs else {}


def origin_of(template: str, filled: str = "x") -> str:
    """Return scheme, host and port of an address whose names are filled with something."""
    url = httpx2.URL(NAME.sub(filled, template))
    return f"{url.scheme}://{url.host}:{url.port or ''}"
