"""One author at one tree: what is chosen, outline, graph, problems. Begin at `workbench.py`."""
