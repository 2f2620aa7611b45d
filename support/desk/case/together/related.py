"""Other cases beside a case: why each stands there, and what was merged into it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from support.cases.merging.related import related_cases
from support.cases.models import Case, CaseMerge

WHYS = {
    "parent": _("this case is part of it"),
    "child": _("part of this case"),
    "duplicate": _("the same trouble, kept apart"),
    "payment": _("same payment"),
    "customer": _("same customer"),
    "payee": _("same payee"),
    "hour": _("same channel and hour"),
}


@dataclass(frozen=True)
class Other:
    """Another case; `link` says how somebody linked it, `can_merge` that one press merges it."""

    case: Case
    whys: tuple[str, ...]
    link: str
    can_merge: bool


def other_cases(case: Case) -> list[Other]:
    """Return the cases that one may have to do with; one query."""
    return [
        Other(
            found.case,
            tuple(str(WHYS[why]) for why in found.whys),
            found.link,
            can_merge=found.case.customer_id == case.customer_id
            and (found.case.is_done or not case.is_done),
        )
        for found in related_cases(case)
    ]


def merges_of(case: Case) -> list[CaseMerge]:
    """Return what was merged into a case and can be taken out; one query, none for most."""
    if not case.merged_references:
        return []
    merges = CaseMerge.objects.filter(kept=case, undone_at=None)
    return list(merges.select_related("merged", "merged_by").order_by("-merged_at"))
