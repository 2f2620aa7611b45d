"""The timetable's round: what is due is put out, and what has ended is taken down, in sets."""

from datetime import datetime

from django.db import transaction

from support.guides.models import Article
from support.guides.writing import put_out

AT_ONCE, SETS = 50, 20


def keep_to_times(now: datetime) -> int:
    """Put out and take down all whose time has come; return how many articles. Twice does it once.

    What begins and ends in one round, for the timetable stood still, is not seen by anybody.
    """
    done = 0
    for _set in range(SETS):
        number = _keep_set(now)
        done += number
        if number < AT_ONCE:
            break
    return done


@transaction.atomic
def _keep_set(now: datetime) -> int:
    due = Article.objects.due(now).select_related("coming")
    articles = due.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE]
    for article in articles:
        if article.coming is not None and article.coming_at and article.coming_at <= now:
            put_out(article, article.coming, now)
        if article.ends_at is not None and article.ends_at <= now:
            article.live = article.ends_at = None
        article.save()
    return len(articles)
