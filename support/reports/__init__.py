"""Figures of a period, each with the cases behind it. It reads only, but for who is sent them.

`periods` are days, weeks, months, quarters and ranges of the reader's calendar; `words` are what
cases can be filtered by besides, each value of which a figure counts; `catalogue` names the
reports; `counting` counts one, `outside` what is no case (messages, banks' waits); `charts` works
out where bars stand; `mailing` sends leads the figures of a week or month that is over, once.
"""
