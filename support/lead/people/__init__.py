"""Teams and agents, as leads change them: who is in a team, its rule, what each of them can do."""
