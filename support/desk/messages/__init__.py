"""One message as an agent reads it: how it went, why it waits, what can be done."""
