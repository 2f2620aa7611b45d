"""One's own work: the teams one is in, what one can do, and being out of office."""
