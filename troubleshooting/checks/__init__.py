"""Facts and the registry of checks: plain functions, no Django.

Importing the package fills the registry, so whoever asks for one check finds all.
"""

from troubleshooting.checks import families

__all__ = ["families"]
