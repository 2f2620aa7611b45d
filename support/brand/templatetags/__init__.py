"""What pages ask of who writes."""
