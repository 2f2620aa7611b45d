"""Where events go by themselves: the list of webhooks, and the page of one with its log."""
