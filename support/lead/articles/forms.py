"""What authors and leads send; whether it will do is judged by the service."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from support.guides.campaigning import Plan
from support.guides.models import PARTS, Article, Topic
from support.guides.writing import LONGEST, Written
from troubleshooting.causes.models import Cause
from web.forms import SeenForm

MOST_ARTICLES = 8
MOMENT = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class ArticleForm(SeenForm):
    """Texts have a field a language and part, `title_en` and the like; see `languages`."""

    slug = forms.CharField(label=_("Web address"), max_length=60, required=False)
    topics = forms.MultipleChoiceField(
        label=_("Topics"), choices=Topic, required=False, widget=forms.CheckboxSelectMultiple
    )
    causes = forms.MultipleChoiceField(
        label=_("Causes"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )

    def __init__(self, given: Any = None, *, article: Article | None = None) -> None:
        super().__init__(given, initial=_initial(article) if article else {"seen": 0})
        named = Cause.objects.filter(disclosure=Cause.Disclosure.OPEN)
        choices = sorted(((cause.slug, cause.name) for cause in named), key=lambda row: row[1])
        self.fields["causes"].choices = choices  # type: ignore[attr-defined]
        for code, _label in settings.LANGUAGES:
            for part in PARTS:
                bound = LONGEST[part]
                self.fields[f"{part}_{code}"] = forms.CharField(max_length=bound, required=False)

    @property
    def languages(self) -> list[tuple[str, Any, list[Any]]]:
        """Each language with its name and its fields, the reader's first."""
        rows = [
            (code, label, [self[f"{part}_{code}"] for part in PARTS])
            for code, label in settings.LANGUAGES
        ]
        return sorted(rows, key=lambda row: row[0] != get_language())

    def written(self) -> Written:
        given = self.cleaned_data
        texts = {
            code: {part: given[f"{part}_{code}"] for part in PARTS}
            for code, _label in settings.LANGUAGES
        }
        return Written(given["slug"], texts, given["topics"], given["causes"])


class PublishForm(SeenForm):
    """When an article is out: at once or from a time, and until when, by the reader's clock."""

    at = forms.DateTimeField(label=_("Public from"), required=False, input_formats=MOMENT)
    until = forms.DateTimeField(label=_("Public until"), required=False, input_formats=MOMENT)


class CampaignForm(forms.Form):
    """Articles in the order of their fields, each so many days after the one before."""

    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120)
    language = forms.ChoiceField(
        label=_("For whom"), required=False,
        choices=[("", _("All subscribers")), *settings.LANGUAGES],
    )  # fmt: skip
    starts_at = forms.DateTimeField(label=_("First article goes out"), input_formats=MOMENT)
    every_days = forms.IntegerField(
        label=_("Days from one to the next"),
        min_value=1,
        max_value=60,
        initial=7,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, given: Any = None) -> None:
        super().__init__(given, label_suffix="")
        out = Article.objects.for_list()
        for number in range(1, MOST_ARTICLES + 1):
            self.fields[f"article_{number}"] = forms.ModelChoiceField(
                out, label=_("Article %(number)s") % {"number": number}, required=False
            )

    @property
    def articles(self) -> list[Any]:
        return [self[f"article_{number}"] for number in range(1, MOST_ARTICLES + 1)]

    def plan(self) -> Plan:
        given = self.cleaned_data
        chosen = [given[field.name] for field in self.articles]
        return Plan(
            given["name_en"], given["name_zh"], given["language"],
            [article for article in chosen if article], given["starts_at"],
            timedelta(days=given["every_days"]),
        )  # fmt: skip


def _initial(article: Article) -> dict[str, Any]:
    texts = {
        f"{part}_{code}": text for code, by in article.texts.items() for part, text in by.items()
    }
    own = {"slug": article.slug, "topics": article.topics, "causes": article.causes}
    return {"seen": article.revision, **own, **texts}
