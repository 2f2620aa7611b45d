"""What keeps the database: backups that are restored."""
