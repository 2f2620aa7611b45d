"""Fill the benchmark's database: reference data and an agent's token, printed as JSON."""

import json

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    from django.contrib.auth.models import User
    from knox.models import AuthToken

    agent = User.objects.create_user("bench", is_staff=True)
    _token, secret = AuthToken.objects.create(agent)
    print(json.dumps({"token": secret}))


if __name__ == "__main__":
    main()
