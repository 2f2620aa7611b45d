"""Finding a case by anything that is known or was said of it, in English and Chinese.

`words.py` cuts texts into what they are found by, and `vectors.py` puts that together for the one
table that is asked, `models/search_entry.py`. `asking.py` reads what somebody typed: its words
become the same, `naming.py` knows the filters. `indexing.py` writes the entries: at once of a case
that opens, within seconds of what is written later, for triggers note each change. `finding.py`
asks, ranks and counts; `showing.py` says where the words stand.
"""
