"""Applying a macro to many cases: a deed of `cases.bulk`."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from support.answering.deeds import Press, check_press, deeds_of
from support.answering.macros import apply_macro
from support.answering.models import Macro
from support.cases.bulk.deeds import BulkDeed, Doing, Foresight, register
from support.cases.models import Case

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_OFFERED = 100
LONGEST_VERSION = 9


def connect() -> None:
    register(
        BulkDeed(
            "macro", gettext_lazy("Apply a macro"), _apply, prepare=_chosen, options=_offered,
            foresee=_foresee,
            warning=gettext_lazy(
                "Each case is judged by itself, and each customer is written to in their own"
                " language. The replies leave after ten seconds."
            ),
            fields={
                "macro": serializers.CharField(
                    required=False, max_length=60, help_text="`macro`: the macro by its slug."
                ),
                "version": serializers.CharField(
                    required=False, max_length=LONGEST_VERSION,
                    help_text="`macro`: its `version` as you saw it; cases are left if it is"
                    " another by now.",
                ),
            },
        )
    )  # fmt: skip


def _offered(agent: "User") -> list[tuple[str, str]]:
    return [(macro.slug, macro.name) for macro in Macro.objects.usable_by(agent)[:MOST_OFFERED]]


def _chosen(doing: Doing) -> Mapping[str, Any]:
    """Look up the macro; without a version, its present one is what was seen."""
    named = Macro.objects.select_related("to_team").filter(slug=doing.given.get("macro", ""))
    macro = named.first()
    if macro is None:
        missing = ValidationError(_("Please choose a macro."), code="required")
        raise ValidationError({"macro": missing})
    version = str(doing.given.get("version", ""))
    # A number that no macro has yet is of none that anybody saw.
    seen = int(version[:LONGEST_VERSION]) if version.isdecimal() else macro.version
    return {"macro": macro, "version": seen}


def _apply(case: Case, doing: Doing) -> None:
    macro, press = doing.given["macro"], Press(seen=doing.given["version"])
    apply_macro(case, macro, press, actor=doing.actor, now=doing.now)


def _foresee(_keys: Sequence[int], doing: Doing) -> Foresight:
    return lambda case: _words(case, doing)


def _words(case: Case, doing: Doing) -> str:
    macro: Macro = doing.given["macro"]
    check_press(macro, case, Press(seen=doing.given["version"]))
    words = [deed.words for deed in deeds_of(macro, case, doing.actor)]
    if macro.texts:
        words.append(_("Reply to the customer"))
    if not words:
        raise ValidationError(_("This macro would change nothing here."), code="no_deed")
    return " · ".join(words)
