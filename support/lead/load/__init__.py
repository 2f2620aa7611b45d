"""A lead's own page: who has how much, what nobody has, and what runs out; each number opens it."""
