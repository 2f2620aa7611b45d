"""Calling colleagues by name in what one writes: `@ada`, `@Ada`, `@AdaLovelace`, `@王伟`."""

from collections import Counter
from collections.abc import Iterable

from django.contrib.auth.models import User


def called_in(text: str) -> list[User]:
    """Return the colleagues whom a text calls, each once, in its order; one query if there is an @.

    Whoever works here is called by user name, full name without the blank, or a first name that
    nobody else has; the longest that fits counts. A name in letters ends where another sign stands.
    """
    if "@" not in text:
        return []
    people = User.objects.filter(is_staff=True, is_active=True)
    names = _names(people)
    longest = max(map(len, names), default=0)
    found: dict[int, User] = {}
    for part in text.casefold().split("@")[1:]:
        for length in range(min(longest, len(part)), 0, -1):
            who = names.get(part[:length])
            if who and _ends(part, length):
                found.setdefault(who.pk, who)
                break
    return list(found.values())


def _names(people: Iterable[User]) -> dict[str, User]:
    everybody = list(people)
    firsts = Counter(user.first_name.casefold() for user in everybody)
    names: dict[str, User] = {}
    for user in everybody:
        first, last = user.first_name.casefold(), user.last_name.casefold()
        full = [f"{first}{last}", f"{last}{first}"] if first and last else []
        alone = [first] if first and firsts[first] == 1 else []
        for name in (*full, *alone):
            names.setdefault(name.replace(" ", ""), user)
    return names | {user.get_username().casefold(): user for user in everybody}


def _ends(part: str, length: int) -> bool:
    """Tell whether a name ends here: Chinese words follow each other without a blank."""
    following = part[length : length + 1]
    return not (following.isalnum() and following.isascii() and part[length - 1].isascii())
