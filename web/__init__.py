"""How pages and API answer: the ground floor below desk, editor, portal, intake and config.

No models and no words of the product: whoever stands above hands in what it is about.

- A request comes in: `access` (who may enter, who acts), `bodies` (read within bounds, checked),
  `json_text` (JSON without broken halves), `forms` (what somebody saw when they acted, moments
  that every clock has), `again` (done once more where two waited for each other).
- A list: `paging` for screens, `cursor_pages` for the API; `bounding` stops what takes too long.
- An answer goes out: `parts` (a page and its parts, begin there), `answers` (422 and 409, the
  way back, plain values of the API), `carrying` (what was typed, over a sign-in or an aged token).
- In the admin: `looking` (rows that change by their services alone).
- In words: `words/` (when, how long ago), `templatetags/web.py` (people, Markdown, looks, htmx),
  `templates/web/`.
- In pictures: `templatetags/icons.py`, which is loaded as `heroicons`.
- So that pages are quick: how templates are read, `templatetags/folding.py`, and find addresses
  and each other, `templatetags/finding.py`; how the language in force is, `threads.py`.
"""
