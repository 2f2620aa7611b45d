"""The files of many rows that have some, without a query where none has any, as most have not."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet, prefetch_related_objects

from support.files.models import StoredFile

Row = TypeVar("Row", bound=Model)


def knowing_files(rows: QuerySet[Row]) -> Any:
    """Have rows of a model with a field `files` tell in `has_files` whether they have any."""
    field: Any = rows.model._meta.get_field("files")  # noqa: SLF001 - Django's name
    of_row = {field.m2m_field_name(): OuterRef("pk")}
    return rows.annotate(has_files=Exists(field.remote_field.through.objects.filter(**of_row)))


def files_of(rows: Iterable[Any]) -> dict[Any, list[StoredFile]]:
    """Return the files of rows that came `knowing_files` by their keys, where there are any."""
    holding = [row for row in rows if row.has_files]
    prefetch_related_objects(holding, "files")
    return {row.pk: list(row.files.all()) for row in holding}
