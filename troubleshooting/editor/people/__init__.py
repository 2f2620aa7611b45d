"""Who may do what, and whether a second person publishes."""
