"""What walks of a day add up to at the steps of a version."""

from django.db import models


class StepTally(models.Model):
    """Numbers of a step, of the tallied walks of one version that began on one day (UTC).

    Rows of the same key are added: what a walk counted for is taken off by a row with its negative
    once the walk changes. Of a step there is a row for each time taken, in seconds of two digits,
    and for each day since which open walks are left there. The row of no step is of the walks
    themselves: its visits are all of them, its exits those that were concluded, and `left_on` is
    there for those under way.
    """

    class Part(models.TextChoices):
        """Of walks that moved, the whole stands apart from what happened in each version."""

        BOTH = "both"
        WHOLE = "whole"
        PART = "part"

    version = models.ForeignKey(
        "trees.TreeVersion", models.CASCADE, related_name="+", db_index=False
    )
    day = models.DateField()
    part = models.CharField(max_length=5, choices=Part)
    node = models.CharField(max_length=200, blank=True)
    left_on = models.DateField(null=True)
    seconds = models.IntegerField(null=True)
    visits = models.IntegerField()
    exits = models.IntegerField()
    cant_say = models.IntegerField()
    skipped = models.IntegerField()
    jumps = models.IntegerField()
    reports = models.IntegerField()
    overrules = models.IntegerField()
    confirmed = models.IntegerField()
    refuted = models.IntegerField()
    is_loose = models.BooleanField(default=True)  # until it is added to the others of its day

    class Meta:
        indexes = [
            models.Index(fields=["version", "day"], name="step_tally_by_day"),
            models.Index(
                fields=["version", "day"],
                condition=models.Q(is_loose=True),
                name="step_tally_loose",
            ),
            models.Index(
                fields=["version", "day"], condition=models.Q(node=""), name="step_tally_walks"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.day} {self.node}: {self.visits}"


class OptionTaken(models.Model):
    """When an option of a step was taken last, in the tallied walks of a version."""

    version = models.ForeignKey(
        "trees.TreeVersion", models.CASCADE, related_name="+", db_index=False
    )
    node = models.CharField(max_length=200)
    option = models.CharField(max_length=80)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "node", "option"], name="option_taken_once")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.node}: {self.option}"
