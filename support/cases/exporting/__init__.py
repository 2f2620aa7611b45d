"""Cases as a table for a spreadsheet: one row a case, as CSV or XLSX, in constant memory.

Begin at `answering.py`, the one road of desk and API: it logs who takes what, reads by
`reading.py` and writes by `writing.py`. `columns.py` says what a row holds, `formulas.py` keeps
a cell from being run, `access.py` who may. `api.py` is the API's door.
"""
