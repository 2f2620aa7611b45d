"""Writing back on the page: `form` is shown, `views` take it, `services` keep what it says."""
