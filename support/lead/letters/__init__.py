"""Letters that nobody could believe without a person, for agents; quarantined mail, for leads."""
