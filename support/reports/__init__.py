"""Figures of a period, each with the cases behind it. It reads only.

`periods` are days, weeks, months, quarters and ranges of the reader's calendar; `words` are what
cases can be filtered by besides, each value of which a figure counts; `catalogue` names the
reports; `counting` counts one, `outside` what is no case (messages, banks' waits); `charts` works
out where bars stand; `access` says who may read them, `api` tells them to programs.
"""
