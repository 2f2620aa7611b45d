"""Complaining on one's page: `standing` says what there is, `views` is the form of its own."""
