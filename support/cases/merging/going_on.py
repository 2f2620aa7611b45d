"""In which case a duplicate goes on."""

from django.db.models import Q

from support.cases.models import Case, CaseRelation

SEVERAL = 2  # enough to see that it is not one alone


def goes_on_in(case: Case) -> str:
    """Return the reference of the open case that a duplicate was merged into or linked to.

    "" where there is none of the same customer, or more than one. One query, or two.
    """
    others = {case.merged_into_id} if case.merged_into_id else _linked_to(case)
    if not others:
        return ""
    of_customer = Case.objects.not_done().filter(customer=case.customer_id, merged_into=None)
    found = of_customer.filter(Q(pk__in=others) | Q(merged__in=others)).exclude(pk=case.pk)
    references = found.values_list("reference", flat=True).distinct()[:SEVERAL]
    return references[0] if len(references) == 1 else ""


def _linked_to(case: Case) -> set[int]:
    ends = Q(case=case.pk) | Q(other=case.pk)
    linked = CaseRelation.objects.filter(ends, kind=CaseRelation.Kind.DUPLICATE)
    return {pk for pair in linked.values_list("case", "other") for pk in pair} - {case.pk}
