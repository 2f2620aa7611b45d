"""What customers answered to the survey: `page` counts and lists, `views` are the pages."""
