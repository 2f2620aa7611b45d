"""How agents answer: macros, and the words that were not sent yet.

`models` keeps both. `deeds` says what a macro would do to a case and what it would write,
`macros` does it and takes it back, `many` does it to many cases at once, `saving` is how a lead
writes one. `drafts` keeps what somebody types until it is sent.
"""
