"""How a customer wants to be written to: `form` shows and reads it, `services` keep it.

`views` is the page.
"""
