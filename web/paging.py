"""Pages of long lists."""

ROWS = 50
DEEPEST_PAGE = 200


def read_page(text: str) -> int:
    """Return the page an address asks for, from 1 on; the first one if it can't be read."""
    if not text.isdecimal() or len(text) > 5:
        return 1
    return min(max(int(text), 1), DEEPEST_PAGE)


def rows_of(page: int) -> slice:
    """Return which rows a page needs: one more than it shows, to know whether another follows."""
    start = (page - 1) * ROWS
    return slice(start, start + ROWS + 1)
