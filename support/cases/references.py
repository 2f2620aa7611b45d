"""Public references: CW- and eight characters of Crockford's base 32, the last a check character.

The alphabet leaves out I, L, O and U (https://www.crockford.com/base32.html); the check is the
number modulo 37. Only numbers whose check falls into the 32 letters are used, so that a
reference never needs the five extra check symbols.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BODY = 7
_FORGIVEN = str.maketrans("ILO", "110")


def make_reference(prefix: str = "CW") -> str:
    """Return a fresh reference; random, so that nobody can guess or count cases."""
    while True:
        number = secrets.randbelow(32**_BODY)
        if number % 37 < len(ALPHABET):
            return f"{prefix}-{_encode(number)}{ALPHABET[number % 37]}"


def read_reference(text: str) -> str | None:
    """Return the reference that somebody typed, or None when it can't be one.

    Lower case, blanks, hyphens and the letters I, L and O are forgiven.
    """
    bare = "".join(text.upper().split()).replace("-", "").removeprefix("CW").translate(_FORGIVEN)
    if len(bare) != _BODY + 1 or any(letter not in ALPHABET for letter in bare):
        return None
    number = 0
    for letter in bare[:-1]:
        number = number * 32 + ALPHABET.index(letter)
    return f"CW-{bare}" if number % 37 == ALPHABET.index(bare[-1]) else None


def _encode(number: int) -> str:
    letters = []
    for _position in range(_BODY):
        number, rest = divmod(number, 32)
        letters.append(ALPHABET[rest])
    return "".join(reversed(letters))
