"""What an agent sees; a wing is a screen, with its builder, forms, views and addresses.

`queue/` which case next, `opening/` a new one from a call, `case/` its page, `messages/` one
message as agents read it, `outbox/` all of them, `broadcasts/` one message to many, `wordings/`
the words, `session/` signing in, language, looks, `team/` one's own work, `palette/` going
somewhere by a few letters.
Begin at `urls.py`. The templates lie in `templates/desk/` under the same names.
"""
