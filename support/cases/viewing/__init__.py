"""Views: what of all cases somebody looks at, in which columns and in which order.

`conditions` are the words of a filter, the same for the queue, the API and what is saved; `views`
are those that everybody has and those that were saved; `paging` begins a page where the one before
ended; `counts` counts up to a bound; `services` saves, shares and deletes; `api.py` is `views/`.
"""
