"""Figures for leads and who looks on, at `/reports/`: `page` puts addresses and drawings to what
`support.reports` counted, `views` are the pages, the file of a report, and the switch of its mail,
`mailing` sends who wants them the figures of a week or month that is over, once.
"""
