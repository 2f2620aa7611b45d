"""When something is due (`due`), how long ago it was (`ago`), and sentences that are said often."""
