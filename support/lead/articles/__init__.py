"""Help articles as authors write them and leads put them out: `page` has what the pages show,
`announcing` sends one to subscribers, `campaigns` many, one after another."""
