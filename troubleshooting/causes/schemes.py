"""Lists of failure codes, and how payment systems call them."""

import re
import unicodedata

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def squeezed(text: str) -> str:
    """Return a name without what people write differently: case, width, blanks and marks."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


class Served(models.TextChoices):
    """Which payments a list of codes, one code or one pattern speaks of."""

    BOTH = "both", _("both")
    PAYIN = "payin", _("pay-in")
    PAYOUT = "payout", _("payout")


class Scheme(models.Model):
    """A list of failure codes of one rail or provider.

    What a payment system calls it is compared with slug and aliases without case, blanks and marks;
    an alias that ends in "*" fits whatever begins so. Two schemes may share an alias: then that one
    counts which serves the payment's direction. A code that is not of the list is looked for in
    that of the parent. Where `names_one_cause` is false no code of the list decides by itself.
    """

    slug = models.SlugField(_("slug"), max_length=30, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=80)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80)
    aliases = ArrayField(
        models.CharField(max_length=60), verbose_name=_("also called"), default=list, blank=True
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("falls back to"),
    )
    direction = models.CharField(_("direction"), max_length=10, choices=Served, default=Served.BOTH)
    names_one_cause = models.BooleanField(_("a code names one cause"), default=True)
    is_technical = models.BooleanField(
        _("made on the way to the bank, not by the bank"), default=False
    )
    has_two_digits = models.BooleanField(_("numbers have two digits: 5 is 05"), default=False)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("code scheme")
        verbose_name_plural = _("code schemes")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        chinese = (get_language() or "").startswith("zh")
        return self.name_zh if chinese else self.name_en

    def clean(self) -> None:
        """Refuse an alias that says nothing, and a parent that falls back to this one."""
        errors = {}
        if any(len(squeezed(alias)) < 2 for alias in self.aliases or ()):
            errors["aliases"] = _("An alias needs two letters or digits.")
        if self.pk and any(parent.pk == self.pk for parent in self.ancestors()):
            errors["parent"] = _("A scheme can't fall back to itself.")
        if errors:
            raise ValidationError(errors)

    def is_called(self, name: str) -> bool:
        """Tell whether a squeezed name means this scheme."""
        return name == squeezed(self.slug) or any(
            name.startswith(squeezed(alias)) if alias.endswith("*") else name == squeezed(alias)
            for alias in self.aliases
        )

    def ancestors(self) -> list["Scheme"]:
        """Return the schemes it falls back to, the nearest first; a ring is gone round once."""
        found: list[Scheme] = []
        present = self.parent
        while present is not None and present not in found:
            found.append(present)
            present = present.parent
        return found
