"""What stands in the composer: words, and a macro that somebody chose, with its deeds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from support.answering.deeds import Deed, Press, case_after, check_press, deeds_of, words_for
from support.answering.models import Draft, Macro
from support.cases.models import Case
from support.cases.telling.masked import will_be_masked
from support.desk.case.answering.replying import reply_as_read
from support.files.models import StoredFile
from support.guidance.outcomes.applying import messages_at_end
from support.guides.reading import Link, links_in
from troubleshooting.walks.showing.values import Message
from web.forms import read_seen

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NOTHING = Press()


@dataclass(frozen=True)
class Answer:
    """`messages` are what would leave, where somebody wants to see it."""

    case: Case
    reader: "User"
    macro: Macro | None = None
    press: Press = NOTHING
    messages: tuple[Message, ...] = ()

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        return Draft.objects.of(self.reader, self.case)

    @property
    def unsent(self) -> dict[str, str]:
        """The words of each draft, "" where there is none."""
        drafts = self.drafts
        return {kind: drafts[kind].body if kind in drafts else "" for kind in Draft.Kind.values}

    @property
    def files(self) -> dict[str, list[StoredFile]]:
        """The files of each draft."""
        drafts = self.drafts
        return {
            kind: list(drafts[kind].files.all()) if kind in drafts else []
            for kind in Draft.Kind.values
        }

    @property
    def masked(self) -> dict[str, list[str]]:
        """What is said of each draft that will be masked."""
        masked = {kind: will_be_masked(draft.masked) for kind, draft in self.drafts.items()}
        return {kind: masked.get(kind, []) for kind in Draft.Kind.values}

    @cached_property
    def macros(self) -> list[Macro]:
        return Macro.objects.offered(self.case, self.reader)

    @cached_property
    def articles(self) -> list[Link]:
        """The help articles that this customer can read."""
        return links_in(self.case.contact.language)

    @property
    def deeds(self) -> list[tuple[Deed, bool]]:
        """What the macro does, each with whether it is wanted."""
        if self.macro is None:
            return []
        found = deeds_of(self.macro, self.case, self.reader)
        return [(deed, self.press.wants(deed.name)) for deed in found]

    def named(self, name: str) -> Macro | None:
        """Find a macro by its name or slug; of two of one name the team's own."""
        wanted = name.strip().casefold()
        found = [one for one in self.macros if wanted in (one.slug, one.name.casefold())]
        return min(found, key=lambda one: one.team_id is None, default=None)


def with_link(answer: Answer, title: str) -> Answer | None:
    """Put the link to a help article below what was typed; None for one that is not out."""
    link = next((one for one in answer.articles if one.title == title.strip()), None)
    if link is None:
        return None
    body = _below(answer.press.body or "", f"{link.title}\n{link.url}")
    return replace(answer, press=replace(answer.press, body=body))


def _below(typed: str, words: str) -> str:
    return "\n\n".join(filter(None, (typed.strip(), words)))


def choose(answer: Answer, macro: Macro, typed: str, *, now: datetime) -> Answer:
    """Put a macro's words below what was typed, and show what would leave.

    Raises ValidationError for a macro that can't be applied here.
    """
    press = Press(body=typed, seen=macro.version)
    check_press(macro, answer.case, press)
    words = words_for(macro, case_after(answer.case, macro, press, now=now), now=now)
    body = _below(typed, words)
    return look(replace(answer, macro=macro, press=replace(press, body=body)), now=now)


def look(answer: Answer, *, now: datetime) -> Answer:
    """Show what would leave; nothing is stored or sent."""
    case, macro, body = answer.case, answer.macro, answer.press.body or ""
    after = case_after(case, macro, answer.press, now=now) if macro else case
    if body.strip():
        return replace(answer, messages=tuple(reply_as_read(after, body, now)))
    if macro and macro.ending and answer.press.wants("ending"):
        return replace(answer, messages=tuple(messages_at_end(case, macro.ending, now=now)))
    return answer


def read_answer(answer: Answer, given: "Mapping[str, str]", deeds: list[str]) -> Answer:
    """Return what a form says of the macro that was chosen, as it was typed.

    Raises ValidationError for a macro that is not offered here any more.
    """
    macro = answer.named(given.get("chosen", "")) if given.get("chosen") else None
    press = Press(
        body=given.get("body", ""),
        deeds=deeds if macro else None,
        seen=read_seen(given),
    )
    return replace(answer, macro=macro, press=press)
