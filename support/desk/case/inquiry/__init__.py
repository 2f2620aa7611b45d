"""What banks are asked of a case and what they want of it: `panel` shows, `views` press."""
