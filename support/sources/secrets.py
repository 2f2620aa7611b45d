"""How a secret is called where nobody may see it."""

import hashlib


def secret_name(secret: str) -> str:
    """Tell secrets apart without telling anything of them; the same everywhere for the same one."""
    return hashlib.sha256(secret.encode()).hexdigest()[:8]
