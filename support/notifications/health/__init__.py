"""How the outbox does: as figures for people, and for Prometheus."""
