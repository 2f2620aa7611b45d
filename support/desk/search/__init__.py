"""Finding a case by anything that is known or was said of it: the box on top, and its page.

`views` reads what was typed and shows what is found, `drawing` makes HTML of it.
"""
