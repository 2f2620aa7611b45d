"""What a customer sees who opens the link of a message: how it stands, what was written, wishes.

Begin at `views.py` and `page.py`; no page needs an account, and none says more than its link
allows. `writing/` takes what they write there, `models.py` keeps that it came, and by which link.
`complaining/` takes complaints, `walking/` asks them the questions of their case's guide.

Who has no case yet is asked by `help/`, asks us at `asking/`, the public form, and reads
`articles/`.
"""
