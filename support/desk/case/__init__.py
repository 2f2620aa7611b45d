"""The page of one case. Begin at `parts.py`, which lists its parts and who builds them.

`guide.py` and `stream/` build, `drawing.py` draws what stands there many times, `forms.py` reads,
and the views are three files: the case, its walk, its messages. `answering/` writes,
`together/` is a case among others, `complaint/` what is said of complaints.
"""
