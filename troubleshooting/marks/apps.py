from django.apps import AppConfig
from django.db.backends.signals import connection_created

from troubleshooting.marks.asking import keep_plans


class MarksConfig(AppConfig):
    name = "troubleshooting.marks"

    def ready(self) -> None:
        connection_created.connect(keep_plans)
