"""What a channel's bank means by a code, where that is not what the industry means by it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from troubleshooting.checks.reading.codes import clean_code
from troubleshooting.marks.reading import kept


class CodeOverride(models.Model):
    """The cause that a code stands for on one channel; it goes before the table of codes.

    Without a scheme it is for the code in whatever scheme it comes.
    """

    channel = models.ForeignKey(
        "payments.Channel",
        models.CASCADE,
        related_name="code_overrides",
        verbose_name=_("channel"),
    )
    scheme = models.ForeignKey(
        "causes.Scheme",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="overrides",
        verbose_name=_("code scheme"),
    )
    code = models.CharField(_("code"), max_length=100)
    cause = models.ForeignKey(
        "causes.Cause", models.PROTECT, related_name="overrides", verbose_name=_("cause")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["channel_id", "code"]
        verbose_name = _("code of this channel")
        verbose_name_plural = _("codes of this channel")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "scheme", "code"],
                nulls_distinct=False,
                name="override_once_per_code",
            )
        ]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """Keep the code as it is looked up. Raises ValidationError for what can be none."""
        code = clean_code(self.code)
        if code is None:
            raise ValidationError({"code": _("This can't be a code.")})
        self.code = code


def overrides_of(channel_id: int) -> dict[tuple[str, str], str]:
    """Return a channel's own codes: scheme ("" for any) and code to the slug of a cause."""
    return all_overrides().get(channel_id, {})


@kept
def all_overrides() -> dict[int, dict[tuple[str, str], str]]:
    """Return the own codes of every channel that has any, by its row."""
    found: dict[int, dict[tuple[str, str], str]] = {}
    rows = CodeOverride.objects.values_list("channel_id", "scheme__slug", "code", "cause__slug")
    for channel, scheme, code, cause in rows:
        found.setdefault(channel, {})[scheme or "", clean_code(code) or ""] = cause
    return found
