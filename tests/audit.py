"""`python -m tests.audit`: known holes in what Casewalk installs; says what could not be asked."""

import json
import subprocess
import sys

OPTIONS = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"]


def main() -> int:
    """Fail for a known hole. Where the advisory service can't be reached, say so and go on."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", "requirements/run.txt", *OPTIONS]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if not answer.stdout:
        print(f"audit: no answer, so nothing is known: {answer.stderr.strip()[-300:]}")
        return 0
    found = json.loads(answer.stdout)["dependencies"]
    asked = [part for part in found if "skip_reason" not in part]
    holes = [(part, hole) for part in asked for hole in part["vulns"]]
    print(f"audit: {len(asked)} of {len(found)} packages could be asked, {len(holes)} known holes")
    for part, hole in holes:
        print(f"  {part['name']} {part['version']}: {hole['id']}, mended in {hole['fix_versions']}")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main())
