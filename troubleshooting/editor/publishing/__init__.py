"""The publish page: replay, open walks, reason."""
