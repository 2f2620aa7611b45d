"""After the end, on the customer's page: how it went in one tap, and that it is not solved.

`after` says what the page offers then, `views` is the page of the survey.
"""
