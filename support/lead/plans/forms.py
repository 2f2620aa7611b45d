"""A plan as a lead writes it: what it is for, and a row for each step."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from support.lead.drills.services import CASES
from support.operations.plans.models import Plan
from support.operations.plans.services import Written
from support.operations.plans.steps import MOST_MINUTES, MOST_STEPS, Step
from support.payments.models import Channel

# What a step says in each language: the name of each is that of its field, before the ending.
ENDINGS = {"en": "en", "zh-hans": "zh"}
TEXTS = ("title", "owner", "contact", "words")


def _text(label: Any, length: int, *, rows: int = 0) -> forms.CharField:
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput
    return forms.CharField(label=label, max_length=length, required=False, widget=widget)


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]  # no class of Django's at runtime
    """What a plan is called and for which channels it is."""

    class Meta:
        model = Plan
        fields = ("title_en", "title_zh", "check_days", "channels")
        widgets = {"channels": forms.CheckboxSelectMultiple}


class StepForm(forms.Form):
    """One step; a row in which nothing is written is none."""

    minutes = forms.IntegerField(
        label=_("Done within (minutes)"), min_value=0, max_value=MOST_MINUTES, required=False
    )
    title_en = _text(_("What is done, English"), 200)
    title_zh = _text(_("What is done, Chinese"), 200)
    owner_en = _text(_("Who does it, English"), 80)
    owner_zh = _text(_("Who does it, Chinese"), 80)
    contact_en = _text(_("Whom to call, and how, English"), 200)
    contact_zh = _text(_("Whom to call, and how, Chinese"), 200)
    words_en = _text(_("Text to send or say, English"), 2000, rows=3)
    words_zh = _text(_("Text to send or say, Chinese"), 2000, rows=3)

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        if not any(value for name, value in given.items() if name != "DELETE"):
            return
        for name in ("minutes", "title_en", "title_zh"):
            if given.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, _("Please fill this in."))

    def step(self) -> Step:
        given = self.cleaned_data
        texts = {
            name: {code: said for code, end in ENDINGS.items() if (said := given[f"{name}_{end}"])}
            for name in TEXTS
        }
        return Step(minutes=given["minutes"], **texts)

    @property
    def is_kept(self) -> bool:
        given = self.cleaned_data
        return bool(given.get("title_en")) and not given.get("DELETE")


StepForms = forms.formset_factory(
    StepForm, extra=2, can_delete=True, max_num=MOST_STEPS, absolute_max=MOST_STEPS + 2
)


class DrillForm(forms.Form):
    """Which of a plan's channels fails, and for how many payments."""

    cases = forms.TypedChoiceField(
        label=_("Payments that fail"), choices=[(count, count) for count in CASES],
        coerce=int, initial=CASES[1],
    )  # fmt: skip

    def __init__(self, plan: Plan, given: Any = None) -> None:
        super().__init__(given)
        theirs = plan.channels.all() or Channel.objects.filter(is_confirmed=True)
        self.fields["channel"] = forms.ModelChoiceField(
            theirs.order_by("name_en"), label=_("Channel that fails"), empty_label=_("choose one")
        )
        self.order_fields(["channel", "cases"])


def forms_of(plan: Plan | None, given: Any = None) -> tuple[PlanForm, Any]:
    """Return the form of a plan and the rows of its steps; filled with what was `given`."""
    steps = plan.version.read_steps if plan and plan.version else []
    initial = [
        {
            "minutes": step.minutes,
            **{
                f"{name}_{end}": (getattr(step, name) or {}).get(code, "")
                for name in TEXTS
                for code, end in ENDINGS.items()
            },
        }
        for step in steps
    ]  # fmt: skip
    return PlanForm(given, instance=plan), StepForms(given, initial=initial, prefix="step")


def written(form: PlanForm, rows: Any) -> Written:
    """Return the plan of valid forms."""
    given = form.cleaned_data
    return Written(
        title_en=given["title_en"],
        title_zh=given["title_zh"],
        check_days=given["check_days"],
        channels=list(given["channels"]),
        steps=[row.step() for row in rows if row.is_kept],
    )
