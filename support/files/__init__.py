"""Files that people gave us: kept under random names, judged by what is in them, never run.

Begin at `services.py`: keeping some for what is written, and whether they may leave. `sniffing`
says what a file is, whatever it is called; `scanning` asks a clamd; `serving` hands one out as a
download; `holding` reads those of many rows, `reading` what is in one. Where they lie says
`STORAGES["attachments"]`. Nothing here knows a case or a message.

A file is held until it was scanned, where a scanner is set. What is harmful is kept away for good.
One that belongs to no message, draft, letter or notification goes in the night, its content with
it; so does a content of no row (`orphans`). `sealing` is for what else came from outside and may
stand in no dump.
"""
