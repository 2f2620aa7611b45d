"""What the templates of every screen load, `{% load web %}`, and how templates are read."""
