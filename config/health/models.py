"""What no other row knows of the installation's own health."""

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

ADD = """
    INSERT INTO health_tally (name, labels, total) VALUES (%s, %s, %s)
    ON CONFLICT (name, labels) DO UPDATE SET total = health_tally.total + excluded.total
"""


class Beat(models.Model):
    """When the timetable last had a worker do something; there is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_timetable")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"


class TallyManager(models.Manager["Tally"]):
    def add(self, name: str, labels: list[str], count: int) -> None:
        """Count something. Any number of processes may do so at once."""
        with connection.cursor() as cursor:
            cursor.execute(ADD, [name, labels, count])


class Tally(models.Model):
    """A number that only grows: what leaves no row, or what was counted of rows before `until`.

    Of cases that are done it is how many there were when the timetable last counted.
    """

    name = models.CharField(max_length=60)
    labels = ArrayField(models.CharField(max_length=200))
    total = models.PositiveBigIntegerField()
    until = models.DateTimeField(null=True)

    objects = TallyManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "labels"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.labels}: {self.total}"
