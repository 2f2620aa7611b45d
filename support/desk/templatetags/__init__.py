"""The product's words in the desk's templates; what all screens need is in `web`."""
