"""What the templates of every screen load: `{% load web %}`."""
