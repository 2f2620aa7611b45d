"""Writing in a case: replies with or without a macro, and notes. Shown beforehand as it leaves."""
