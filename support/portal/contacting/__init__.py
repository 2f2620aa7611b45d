"""Where a customer is reached, changed by themselves, and who holds the link of their page.

`codes` prove an address, `services` change the contact and hand out and end links, `form` reads
what was typed, `models` keep what is under way, `views` are the pages.
"""
