"""A lead's own page: who has how much, what nobody has, and what runs out; each number opens it.

`figures` is a number with its link and what all of them are counted within, `agents` the load of
each agent, `waiting` what stands at an outcome or at a bank, `days` what came in and went out,
`page` puts it together. However many cases there are, only some thousands are looked at: what
nobody works off today is counted up to a bound.
"""
