"""People who wait for their money: how they are reached, and what they agreed to."""
