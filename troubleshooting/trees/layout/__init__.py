"""Where boxes and arrows stand. Begin at `layout.py`. No Django."""
