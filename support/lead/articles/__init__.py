"""Help articles as authors write them and leads put them out: `page` has what the pages show."""
