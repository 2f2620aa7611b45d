"""The roster for those who stand in it: who is on duty, what is planned, what nobody covers.

`page` puts two weeks together, `year` a year's gaps and hours, `forms` is one row of the plan,
`views` are the pages of who plans, `duty_views` what everybody does about their own shifts: swaps,
hand-over notes, and the address that a calendar program reads.
"""
