"""What an outcome does to a case.

`deeds.py` says what there is to do and what may be left out, `previewing.py` what would be sent,
`kept.py` keeps with a case that its outcome waits, `awaiting.py` says which causes wait so,
`many.py` applies those of many cases and `foreseeing.py` says before what that would do,
`applying.py` does it, `undoing.py` takes it back while nothing has left, `unticking.py` takes off a
cause that does not fit.
"""
