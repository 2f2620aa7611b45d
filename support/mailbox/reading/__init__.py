"""What reads a mail, in a process of its own within limits: `program.py`. Plain Python.

Mail from outside can keep Python's parser busy for minutes or exhaust the stack, so `parts.py`
bounds it before and while it is parsed. The headers are read as plain text: the newer, kinder
interface of `email` is the slow one. What a mail says comes out as plain bounded values:
`mail.py` puts them together.
"""
