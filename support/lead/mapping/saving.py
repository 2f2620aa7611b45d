"""Making a source that is read by a map, and keeping what was changed of one."""

import hashlib
import json
from itertools import count
from typing import Any

from django import forms
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from support.sources.mapped.field_map import FieldMap
from support.sources.mapped.signatures import new_secret
from support.sources.models import Source
from support.sources.registry import MAPPED
from troubleshooting.checks.reading.text import Unreadable
from troubleshooting.checks.reading.times import read_zone

# Names of pages beside those of sources.
TAKEN = ("new", "codes", "refused")


class StaleMap(Exception):
    """Somebody else saved the map meanwhile; `state` names theirs."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class NewSourceForm(forms.Form):
    """Name and address of a new source, and the zone of its clocks."""

    name = forms.CharField(max_length=100, error_messages={"required": _("Please name it.")})
    slug = forms.SlugField(
        max_length=50,
        required=False,
        error_messages={"invalid": _("Please use small letters, digits and hyphens.")},
    )
    time_zone = forms.CharField(max_length=64, required=False)

    def clean_slug(self) -> str:
        name = str(self.cleaned_data.get("name", ""))
        slug = str(self.cleaned_data["slug"]).lower() or slugify(name)[:50]
        slug = slug or _free_slug()
        if slug in TAKEN or Source.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("There is a source or a page of this name already."))
        return slug

    def clean_time_zone(self) -> str:
        name = str(self.cleaned_data["time_zone"]).strip() or "UTC"
        try:
            return read_zone(name).key
        except Unreadable as error:
            raise forms.ValidationError(_(error.reason) % error.values) from error


def _free_slug() -> str:
    """Return an address for a name without a Latin letter."""
    taken = set(Source.objects.filter(slug__startswith="source-").values_list("slug", flat=True))
    return next(slug for n in count(1) if (slug := f"source-{n}") not in taken)


@transaction.atomic
def make_source(form: NewSourceForm, kept: dict[str, Any]) -> tuple[Source, str]:
    """Make a source that is read by a map; returns it with its secret, which is shown once."""
    secret = new_secret(FieldMap.of(kept).signature.scheme)
    source = Source.objects.create(
        **form.cleaned_data, kind=MAPPED, secrets=[secret], field_map=kept
    )
    return source, secret


@transaction.atomic
def save_map(source: Source, kept: dict[str, Any], *, seen: str) -> None:
    """Keep a map. Raises StaleMap unless `seen` is the state that is kept now."""
    source = Source.objects.select_for_update().get(pk=source.pk)
    if seen != state_of(source):
        raise StaleMap(state_of(source))
    source.field_map = kept
    source.save(update_fields=["field_map"])


def state_of(source: Source) -> str:
    """Name the map that a source has now, to see whether another one took its place."""
    kept = json.dumps(source.field_map, sort_keys=True)
    return hashlib.sha256(kept.encode()).hexdigest()
