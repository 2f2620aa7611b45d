"""A case that is a complaint, or may become the subject of one: `panel` shows, `views` press."""
