"""What is held of a customer, and how it is erased.

`person.py` is who is meant; `holdings.py` names every table that holds something of theirs and what
becomes of it (a test refuses a column that nobody has judged); `erasing.py` does it in one
transaction, `forgetting.py` is what takes more than a statement, `spelling.py` reads encoded mail;
`stepwise.py` reads all of it beforehand, in the background. What happened stays, without them:
amounts, causes, times and codes are facts for statistics and the law.
"""
