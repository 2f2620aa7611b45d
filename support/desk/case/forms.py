"""What agents send: parsed here, judged by the services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from support.answering.models import MOVES
from support.cases.models import Ending
from support.guidance.outcomes.deeds import Chosen
from troubleshooting.walks.models import WalkAnswer
from troubleshooting.walks.services import Choice
from web.forms import SeenForm

LONGEST_NOTE = 2_000
LONGEST_BODY = 20_000
LONGEST_SENTENCE = 1_000
GIVEN_KINDS = [
    WalkAnswer.Kind.ANSWERED,
    WalkAnswer.Kind.SKIPPED,
    WalkAnswer.Kind.CANT_SAY,
    WalkAnswer.Kind.JUMPED,
]
NAMES_OPTION = (WalkAnswer.Kind.ANSWERED, WalkAnswer.Kind.JUMPED)


class WordsForm(forms.Form):
    """A reply or a note."""

    body = forms.CharField(
        max_length=LONGEST_BODY,
        error_messages={"required": _("Please write something first.")},
    )


class NoteForm(forms.Form):
    """A word for the timeline, or none."""

    note = forms.CharField(max_length=LONGEST_NOTE, required=False)


class ResolutionForm(NoteForm):
    """How the case ends; `shown` is the ending of which the message was shown already."""

    ending = forms.ChoiceField(
        choices=Ending.choices,
        error_messages={"required": _("Please say how this case ends.")},
    )
    tell = forms.BooleanField(required=False)
    shown = forms.CharField(max_length=20, required=False)


class StatusForm(forms.Form):
    """A status that needs no message; resolving has a way of its own, which tells the customer."""

    status = forms.ChoiceField(
        choices=MOVES,
        error_messages={"invalid_choice": _("This status can't be chosen here.")},
    )


class WalkForm(SeenForm):
    """Which walk somebody looked at; `seen` is how many answers it had then."""

    walk = forms.UUIDField()
    note = forms.CharField(max_length=LONGEST_NOTE, required=False)


class OutcomeForm(WalkForm):
    """What somebody wants of an outcome; a form without `chooses` wants all of it."""

    chooses = forms.CharField(max_length=1, required=False)
    sentence = forms.CharField(max_length=LONGEST_SENTENCE, required=False)
    bank_read = forms.CharField(max_length=4, required=False)

    def chosen(self) -> Chosen:
        given = self.cleaned_data
        deeds = self.data.getlist("deed") if given["chooses"] else None  # type: ignore[attr-defined]
        told = {name: given[name] for name in ("note", "sentence", "bank_read")}
        return Chosen(deeds=deeds, **told)


class TakeBackForm(WalkForm):
    number = forms.IntegerField(min_value=1)


class ReportForm(WalkForm):
    node = forms.CharField(max_length=200)
    report = forms.CharField(max_length=LONGEST_NOTE, required=False)


class AnswerForm(WalkForm):
    """An answer to the present step, or another one to an earlier step."""

    node = forms.CharField(max_length=200)
    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in GIVEN_KINDS], required=False
    )
    option = forms.CharField(max_length=200, required=False)
    reason = forms.CharField(max_length=LONGEST_NOTE, required=False)
    skip_reason = forms.CharField(max_length=LONGEST_NOTE, required=False)  # of a skip alone

    def clean(self) -> None:
        super().clean()
        if not self.cleaned_data.get("kind"):
            self.cleaned_data["kind"] = WalkAnswer.Kind.ANSWERED
        names_option = self.cleaned_data["kind"] in NAMES_OPTION
        if names_option and not self.cleaned_data.get("option"):
            self.add_error("option", _("Please choose an answer first."))

    def choice(self) -> Choice:
        given = self.cleaned_data
        skips = given["kind"] == WalkAnswer.Kind.SKIPPED
        return Choice(
            node=given["node"],
            kind=given["kind"],
            option=given["option"] if given["kind"] in NAMES_OPTION else None,
            note=given["note"],
            reason=given["reason"] or (given["skip_reason"] if skips else ""),
            source=WalkAnswer.Source.AGENT,
        )


def first_error(form: forms.Form) -> str:
    """Return the first thing a form complains about, as one sentence."""
    return str(next(iter(form.errors.values()))[0])
