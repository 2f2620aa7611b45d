"""`manage.py doctor`: what is missing or wrong here, in words that say what to do.

`environment` judges the variables alone, and is what start-up refuses by. `looks` asks the
database, the broker and the providers; one more look is one function and its line in a list there.
`telling` puts it all into words for whoever runs the command. No secret is ever among them.
"""
