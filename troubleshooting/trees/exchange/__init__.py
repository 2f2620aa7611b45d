"""Whole documents in and out: files, imports, folders."""
