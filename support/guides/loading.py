"""Bringing the articles of the fixtures; what people wrote or took down stays as it is."""

from datetime import datetime
from pathlib import Path

import yaml
from django.db import transaction

from support.guides.models import LANGUAGES, Article
from support.guides.writing import Written, publish_article, save_article


@transaction.atomic
def load_articles(folder: Path, *, now: datetime) -> int:
    """Publish each article of a folder whose address nobody has yet; return how many."""
    known = set(Article.objects.values_list("slug", flat=True))
    added = 0
    for path in sorted(folder.glob("*.yaml")):
        if path.stem in known:
            continue
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        texts = {code: given[code] for code in LANGUAGES if code in given}
        written = Written(path.stem, texts, given["topics"], given["causes"])
        made = save_article(None, written, actor=None, now=now)
        publish_article(made, seen=made.revision, actor=None, now=now)
        added += 1
    return added
