"""The knowledge: why a payment does not arrive, and how one finds out.

`editor` (authors' screens and API) > `walks` (going through a tree) > `trees` (documents, drafts,
versions) > `checks` (what facts prove) and `causes` (what there is to find) > `discretion` (what
may not be stored, shown or said) and `marks` (what is read once a process). Knows no case.
"""
