"""Files of payment systems and banks, read entry by entry in constant memory.

`reading.py` finds out what a file is and begins to read it. `iso/` reads ISO 20022 in XML, `nacha/`
the ACH files of the US, `rows.py` CSV by the source's field map. `entries.py` is what they make:
payment news, remarks and problems, one at a time. `text.py` and `moments.py` read encodings and
times. What becomes of the news is `support.intake.files`.
"""
