"""How a payment's facts are read: as written, codes, names of people, bank days."""
