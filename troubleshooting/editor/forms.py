"""What authors send: parsed here, judged by the services."""

from collections.abc import Collection, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from troubleshooting.editor.services import Seen
from troubleshooting.trees.documents.format import LANGUAGES
from web.forms import SeenForm

Posted = Mapping[str, str]


class DraftForm(SeenForm):
    """Which version somebody looked at; `seen` is its revision."""

    version = forms.IntegerField(min_value=1, required=False)

    def value(self) -> Seen:
        return Seen(self.cleaned_data["version"], self.cleaned_data["seen"])


class NewTreeForm(forms.Form):
    slug = forms.SlugField(
        max_length=80,
        error_messages={"invalid": _("Please use small letters, digits and hyphens.")},
    )

    def title(self) -> dict[str, str]:
        return localised(self.data, "title", LANGUAGES)

    def clean_slug(self) -> str:
        return str(self.cleaned_data["slug"]).lower()

    def clean(self) -> None:
        super().clean()
        if not self.title():
            self.add_error(None, _("Please give the tree a title."))


def read_seen(posted: Posted) -> Seen:
    """Return what somebody saw; who names nothing saw nothing."""
    form = DraftForm(posted)
    return form.value() if form.is_valid() else Seen(None, -1)


def localised(posted: Posted, name: str, languages: Collection[str]) -> dict[str, str]:
    """Read a text in all languages; those without words are left out."""
    texts = {
        language: clean_wording(posted.get(f"{name}.{language}", "")) for language in languages
    }
    return {language: text for language, text in texts.items() if text}


def clean_wording(wording: str) -> str:
    """Return what was written without the marks that browsers add around it."""
    return wording.replace("\r\n", "\n").replace("\0", "").strip()
