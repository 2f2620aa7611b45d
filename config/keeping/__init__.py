"""What keeps the database: backups that are restored, and what is thrown away each night."""
