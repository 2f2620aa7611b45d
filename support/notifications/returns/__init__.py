"""What comes back from providers and customers: receipts, bounces, webhooks, STOP."""
