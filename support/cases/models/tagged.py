"""Words that people put on cases, and the version that a change has to name."""

import hashlib
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST_TAG = 40


class Tagged(models.Model):
    """A case's tags: small letters, in the order of the alphabet, none twice."""

    tags = ArrayField(
        models.CharField(max_length=LONGEST_TAG), verbose_name=_("tags"), default=list,
        db_default=[], blank=True,
    )  # fmt: skip

    if TYPE_CHECKING:
        status: str
        ending: str
        priority: str

    class Meta:
        abstract = True

    @property
    def version(self) -> str:
        """A word for what can be changed by hand: the same for as long as that is the same.

        What else happens to a case, a message or a clock, is in nobody's way.
        """
        told = "\n".join([self.status, self.ending, self.priority, *self.tags])
        return hashlib.sha256(told.encode()).hexdigest()[:16]


# Only of tagged cases: all others change without touching it.
TAG_INDEX = GinIndex(fields=["tags"], name="case_by_tag", condition=~Q(tags=[]))
