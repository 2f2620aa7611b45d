"""Opening a case from a call or a letter: who and what about, found first, typed where unknown."""
