"""The two answers to a change that is not made."""

REFUSED = 422
CONFLICT = 409
