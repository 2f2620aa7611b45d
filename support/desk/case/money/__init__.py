"""What a case's payment is at its source, and money moved again: `panel` shows, `views` press."""
