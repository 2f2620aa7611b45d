"""What banks are asked and what they answer, and what banks ask of us.

An `Inquiry` is one question about one case's payment. `asking.py` opens them, of many cases in one
letter; `deadlines.py` says by when a bank has to answer, by the rule of its rail, and `chasing.py`
reminds it and tells who is on duty. What it answers comes by `hearing.py` from mail, in words that
`proposing.py` makes a guess of, or is chosen by a person or a script: `answering.py` writes it
down, and the walk of the case goes on by `facts.py`. `wanting.py` is the other way round: a bank
wants papers, the customer is asked, and what they sent is passed on. `letters/` words, keeps and
sends what leaves for banks. `codes.py` has the codes with our words, `clock.py` lets the case go by
what its banks owe it, `many.py` is for lists of cases; `made.py` knows what can't be recalled.
"""
