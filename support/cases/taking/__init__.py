"""Who has a case, and when it comes back by itself.

`lanes` whose it is when it is new, `giving` handing it to somebody, `referring` a team that is
asked and `coming_back` its answer, `next_case` the one that is
due next, `sharing` what teams give out by turns, `snoozing` putting it off and waking it,
`following_up` customers who do not answer and cases that are done, `ringing` clocks that run out,
`noting` what leads are told of them.
Doors lock the case alone; what the clock does runs in sets, each bounded, and leaves what somebody
holds for the next time.
"""
