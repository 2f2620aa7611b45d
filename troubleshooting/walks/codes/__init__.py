"""What a payment's code and message can mean: facts for the checks, read from tables that grow.

`book.py` is the tables in memory and plain Python, and how a scheme, a code or words are found in
them; `entries.py` their rows. `stored.py` reads them from the database, once for each change.
`looking.py` is the door: the facts `code_scheme`, `code_matches` and `message_matches` of it.
"""

from troubleshooting.walks.codes.book import CodeBook
from troubleshooting.walks.codes.entries import Said
from troubleshooting.walks.codes.looking import code_facts, is_known
from troubleshooting.walks.codes.stored import NOTHING, read_book

__all__ = [
    "NOTHING",
    "CodeBook",
    "Said",
    "code_facts",
    "is_known",
    "read_book",
]
