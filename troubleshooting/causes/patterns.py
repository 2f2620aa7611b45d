"""What providers write, and the cause that it speaks of."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from troubleshooting.causes.phrases import LONGEST_PHRASE, read_phrase
from troubleshooting.causes.schemes import Served


class MessagePattern(models.Model):
    """A phrase of messages, or of words sent in a code's place, and the cause that it names.

    With a scheme it counts only for payments whose codes are of that scheme. A strong one may
    decide as a code does; the others are hints. `troubleshooting.causes.phrases` says how a phrase
    is written; a message that holds `unless` doesn't fit.
    """

    phrase = models.CharField(_("phrase"), max_length=LONGEST_PHRASE)
    unless = models.CharField(_("unless it says"), max_length=LONGEST_PHRASE, blank=True)
    scheme = models.ForeignKey(
        "causes.Scheme",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="patterns",
        verbose_name=_("code scheme"),
    )
    direction = models.CharField(_("direction"), max_length=10, choices=Served, default=Served.BOTH)
    cause = models.ForeignKey(
        "causes.Cause", models.PROTECT, related_name="patterns", verbose_name=_("cause")
    )
    is_strong = models.BooleanField(_("may decide as a code does"), default=False)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        ordering = ["phrase"]
        verbose_name = _("message pattern")
        verbose_name_plural = _("message patterns")
        constraints = [
            models.UniqueConstraint(
                fields=["phrase", "scheme", "direction"],
                nulls_distinct=False,
                name="pattern_once_per_scheme",
            )
        ]

    def __str__(self) -> str:
        return self.phrase

    def clean(self) -> None:
        """Raises ValidationError, naming the field, for a phrase that can't be searched for."""
        errors = {}
        for name in ("phrase", "unless"):
            if written := getattr(self, name):
                try:
                    read_phrase(written)
                except ValidationError as error:
                    errors[name] = error
        if errors:
            raise ValidationError(errors)
