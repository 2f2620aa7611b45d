"""Every column that can hold words has been judged: erased with its person, or nobody's."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from support.customers.models import Customer
from support.lead.privacy.holdings import FOUND_BY_READING, HOLDINGS
from support.lead.privacy.not_theirs import names
from support.lead.privacy.person import person_of
from tests.factories import make_customer

NOT_THEIRS = set(names())
WORDS = (models.CharField, models.TextField, models.JSONField, models.FileField, models.BinaryField,
         models.GenericIPAddressField, SearchVectorField)  # fmt: skip


def columns() -> Iterator[tuple[str, str]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or model._meta.swapped:
            continue
        for field in model._meta.concrete_fields:
            inner = getattr(field, "base_field", field)
            if isinstance(inner, WORDS) and not inner.choices:
                yield model._meta.label, field.name


def judged(person) -> set[tuple[str, str]]:
    found = set()
    for holding in HOLDINGS:
        model = holding.rows(person).model._meta.concrete_model
        names = holding.blanks or {field.name for field in model._meta.concrete_fields}
        found |= {(model._meta.label, name) for name in names}
    return found


@pytest.mark.django_db
def test_every_column_that_can_hold_words_is_judged():
    known = judged(person_of(make_customer()))
    left = [
        f"{label}.{name}"
        for label, name in columns()
        if (label, name) not in known
        and label not in FOUND_BY_READING
        and label not in NOT_THEIRS
        and f"{label}.{name}" not in NOT_THEIRS
    ]

    assert left == [], "\n".join(left)


def test_what_is_named_is_there():
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    labels |= {f"{label}.{name}" for label, name in columns()}

    assert {*NOT_THEIRS, *FOUND_BY_READING} <= labels
    assert len(list(names())) == len(NOT_THEIRS)


@pytest.mark.django_db
def test_what_is_blanked_is_a_column():
    person = person_of(make_customer())
    for holding in HOLDINGS:
        fields = {field.name for field in holding.rows(person).model._meta.concrete_fields}
        assert set(holding.blanks or ()) <= fields, holding.name
    assert Customer.objects.exists()
