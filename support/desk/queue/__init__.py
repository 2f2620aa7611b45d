"""Which case next: filters, order and pages of the list."""
