"""The page of the rules that choose a case's guide: one table, saved whole."""
