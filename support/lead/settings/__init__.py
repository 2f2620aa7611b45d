"""Who writes to customers: entered by a lead, shown beside the form as customers will read it."""
