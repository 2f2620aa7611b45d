"""What stands behind rows: those that point to them."""

from collections.abc import Callable
from typing import Any

from django.db.models import ForeignKey, ManyToOneRel, prefetch_related_objects


def fetch(rows: list[Any], name: str, pointing: Callable[["ForeignKey[Any, Any]"], Any]) -> None:
    """Fetch what rows have behind a name, as `prefetch_related` does.

    What points to them by their keys is asked for by a question of its own, whose SQL is put
    together once; all else as Django asks.
    """
    relation = rows[0]._meta.fields_map.get(name)  # noqa: SLF001
    if type(relation) is not ManyToOneRel:
        prefetch_related_objects(rows, name)
        return
    field: Any = relation.field
    found: dict[Any, list[Any]] = {row.pk: [] for row in rows}
    for one in pointing(field).ask([*found]):
        found[getattr(one, field.attname)].append(one)
    for row in rows:
        behind = getattr(row, name).get_queryset()
        behind._result_cache, behind._prefetch_done = found[row.pk], True  # noqa: SLF001
        vars(row).setdefault("_prefetched_objects_cache", {})[name] = behind
        for one in found[row.pk]:
            field.set_cached_value(one, row)
