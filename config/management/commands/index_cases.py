"""`manage.py index_cases`: every case's search entry, written anew."""

from typing import Any

from django.core.management.base import BaseCommand

from support.cases.search.indexing import index_all


class Command(BaseCommand):
    help = "Write the search entries of all cases anew, in batches; people go on working meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        for done, newest in index_all():
            self.stdout.write(f"{done:,} cases, up to number {newest:,}")
