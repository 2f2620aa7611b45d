"""Where authors work; a wing is a screen, with its builder, forms, views and addresses.

`listing/` the trees, `page/` the editor of one, made of the panes of `bench/` and the form of
`step/`; `history/`, `publishing/`, `people/`, `statistics/`, `exchange/` (files and paper),
`trial/`. `api/` is the same for scripts. Begin at `urls.py`. The templates lie in
`templates/editor/` under the same names.
"""
