"""What leads and operations see: the payment systems that tell us, and what was not understood.

`load/` is who has how much and what runs out, `people/` the teams and what agents can do,
`roster/` who is on duty when, for everybody who stands in it, `liaison/` talks with banks,
`clocks/` what is promised and on which days banks work,
`sources/` is the list of sources and the page of one, `mapping/` the editor of a field map,
`files/` takes in a bank's file, `codes/` has the failure codes that nobody knows, `guides/` the
rules that choose a case's guide, `articles/` what customers read
at `/guides/`, `letters/` the mail that nobody could believe by itself,
`complaints/` the figures of complaints and the rules of markets, `reports/` all other figures,
`settings/` is who writes to customers, `macros/` the macros, `webhooks/` where events go by
themselves, and `log/` who took data out or changed where they go. It stands above the doors, for it
shows what came in by them and lets a refused event in once more.
"""
