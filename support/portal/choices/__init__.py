"""How a customer wants to be written to: `form` shows and reads it, `services` keep it.

`places` are the zones they choose from, and `views` the page.
"""
