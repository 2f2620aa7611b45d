"""Writing back on the page: `form` is shown, its `keys` say that it is ours, `views` take it,
`services` keep what it says."""
