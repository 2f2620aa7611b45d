"""Talking with banks, for leads: whom one reaches, meetings, minutes, actions, and the pack.

`pages` put the list and one bank's page together, `forms` is what is written, `views` are the pages
and the pack as a file.
"""
