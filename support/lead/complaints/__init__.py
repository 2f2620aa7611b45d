"""Complaints for leads: `page` is the year's figures and the cases behind each, `views` the pages,
`rules` the rules of markets."""
