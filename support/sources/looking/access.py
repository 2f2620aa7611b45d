"""How we reach a source, to look something up and to have something done."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from support.sending.breaker import Breaker

LONGEST_ADDRESS = 500
LONGEST_SECRET = 4000


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
