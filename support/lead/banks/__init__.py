"""Banks that can be asked, what is open at each, and how long each rail has to answer."""
