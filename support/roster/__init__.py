"""Who is on duty: shifts around the clock by team and language, and telling who is.

`models` keeps weekly rules, single shifts, what has to be covered, swaps, hand-over notes,
addresses of calendars and who was told of what. `spans` turns a weekly rule into moments on
somebody's wall clock, `planning` puts all of it together for a time (`duties_between`,
`gaps_between`), and `services` says who is on duty (`on_duty`) and tells them (`escalate`), each
matter once; `announcing` tells webhooks so. It stands below the cases: whoever has something to
escalate may call it.
"""
