"""English: 26 Nov 2026, 12:46, as both sides of the ocean read it alike."""
