"""What walks tell of a version, and what agents called wrong."""
