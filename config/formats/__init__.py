"""Days and times as pages write them: a folder a language, one form each."""
