"""What can be found: causes, the codes that name them, and what customers may be told of each."""
