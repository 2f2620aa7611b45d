"""Emergency plans for leads: `forms` is a plan as it is written, a row a step; `views` the pages of
plans and of the checklists that everybody at the desk ticks."""
