"""The layout as SVG, with marks, numbers and links. Begin at `svg.py`."""
