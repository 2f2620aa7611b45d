"""NACHA files of the US: ACH returns and notifications of change.

`records.py` cuts a file into its records of 94 characters, `layout.py` names what stands where in
them, `totals.py` adds up what the control records say, `reading.py` makes payment news of it.
"""
