"""An editor's day by script: begin, write, try, check, publish and mend a tree, read its numbers.

    CASEWALK_USER=admin CASEWALK_PASSWORD=… python3 examples/edit_tree.py [ADDRESS]

Needs nothing but Python. Running it again makes another tree; nothing that exists is changed.
"""

import base64
import json
import os
import sys
import urllib.error
import urllib.request
import uuid
from typing import Any

HOME = "http://127.0.0.1:8000"
Json = dict[str, Any]


class Refused(Exception):
    """An answer that is an error; `status` is its number, `content` what it says."""

    def __init__(self, status: int, content: Json) -> None:
        super().__init__(f"{status}: {' '.join(error['detail'] for error in content['errors'])}")
        self.status = status
        self.content = content


class Casewalk:
    """The API of one Casewalk, for one person."""

    def __init__(self, home: str, user: str, password: str) -> None:
        self.api = f"{home}/api/v1/"
        signed = base64.b64encode(f"{user}:{password}".encode()).decode()
        self.authorization = f"Basic {signed}"
        self.authorization = f"Token {self.ask('POST', 'tokens/')['token']}"

    def ask(self, method: str, path: str, body: Json | None = None) -> Any:
        """Send a request and return what is answered. Raises Refused for an error."""
        headers = {"Authorization": self.authorization, "Accept-Language": "en"}
        if method == "POST":
            headers["Idempotency-Key"] = uuid.uuid4().hex  # sent twice, it would be done once
        content = None
        if body is not None:
            content = json.dumps(body, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(  # noqa: S310  the address is the caller's own
            self.api + path, content, headers, method=method
        )
        try:
            with urllib.request.urlopen(request) as answer:  # noqa: S310
                read = answer.read()
        except urllib.error.HTTPError as error:
            raise Refused(error.code, json.loads(error.read())) from error
        return json.loads(read) if read else None


def both(english: str, chinese: str) -> dict[str, str]:
    return {"en": english, "zh-hans": chinese}


def outcome(key: str, title: dict[str, str], status: str) -> Json:
    return {"key": key, "kind": "outcome", "title": title, "status": status}


def begin(casewalk: Casewalk, slug: str) -> Json:
    """Begin a tree and write its first question with two outcomes, all in one change."""
    casewalk.ask("POST", "trees/", {"slug": slug, "title": both("Card refused", "银行卡被拒")})
    draft = casewalk.ask("GET", f"trees/{slug}/draft/")
    entry = next(node for node in draft["document"]["nodes"] if node["key"] == "first_question")
    entry["title"] = both("Does another card work?", "换一张卡可以吗？")
    entry["options"][1]["to"] = "ask_bank"
    ask_bank = outcome("ask_bank", both("Ask the bank", "联系发卡银行"), "waiting_bank")
    paid = outcome("end", both("The money arrived", "款项已到账"), "resolved")
    paid["ending"] = "credited"
    operations = [
        {"do": "add_node", "entry": ask_bank},
        {"do": "set_node", "key": "first_question", "entry": entry},
        {"do": "set_node", "key": "end", "entry": paid},
        {"do": "rename_key", "old": "first_question", "new": "other_card"},
    ]
    return change(casewalk, slug, draft, operations)


def seen(draft: Json) -> Json:
    """What every write names: which draft was read, and its revision."""
    return {"seen": draft["revision"], "opened_at": draft["opened_at"]}


def change(casewalk: Casewalk, slug: str, draft: Json, operations: list[Json]) -> Json:
    """Change a draft that was read; somebody else's changes are never run over."""
    try:
        changed: Json = casewalk.ask(
            "PATCH", f"trees/{slug}/draft/", {**seen(draft), "operations": operations}
        )
    except Refused as refused:
        for conflict in refused.content.get("conflicts", []):
            tell(f"{conflict['node']} {conflict['part']}: {conflict['who']} wrote")
            tell(f"  {conflict['theirs']} instead of {conflict['yours']}")
        raise
    return changed


def try_out(casewalk: Casewalk, slug: str, *answers: tuple[str, str]) -> None:
    """Walk the draft with an invented payment and answers; nothing of it is stored."""
    given = [{"node": node, "option": option} for node, option in answers]
    found = casewalk.ask(
        "POST", f"trees/{slug}/trial/", {"sample": "nothing_wrong", "answers": given}
    )
    for step in found["agent"]["path"]:
        tell(f"  {step['title']} {step['answer']}")
    stands_at = found["agent"]["outcome"] or found["agent"]["present"]
    tell(f"  tried: it comes to “{stands_at['title']}”")


def publish(casewalk: Casewalk, slug: str, draft: Json, reason: str) -> int:
    """Say what would change, and for which walks, and publish the draft."""
    checks = casewalk.ask("GET", f"trees/{slug}/checks/")
    for problem in checks["problems"]:
        tell(f"  {problem['severity']}: {problem['sentence']}")
    for difference in casewalk.ask("GET", f"trees/{slug}/diff/")["changes"]:
        tell(f"  {difference['sentence']}")
    replayed = casewalk.ask("POST", f"trees/{slug}/replay/", {"limit": 100})
    tell(f"  replayed: {replayed['counts']}")
    done = casewalk.ask(
        "POST",
        f"trees/{slug}/publication/",
        {**seen(draft), "reason": reason, "move_walks": True},
    )
    number: int = done["version"]["number"]
    tell(f"version {number} is published, {done['moved']} walks moved")
    return number


def mend(casewalk: Casewalk, slug: str) -> Json:
    """Open the draft again, change one text, think better of it, and change it after all."""
    draft = casewalk.ask("POST", f"trees/{slug}/draft/")
    words = {"do": "replace_text", "find": "another card", "replace": "any other card"}
    changed = change(casewalk, slug, draft, [words])
    undone = casewalk.ask("POST", f"trees/{slug}/draft/undo/", seen(changed))
    redone: Json = casewalk.ask("POST", f"trees/{slug}/draft/redo/", seen(undone))
    return redone


def tell(line: str) -> None:
    print(line)  # noqa: T201


def main() -> None:
    home = (sys.argv[1] if len(sys.argv) > 1 else HOME).rstrip("/")
    casewalk = Casewalk(home, os.environ["CASEWALK_USER"], os.environ["CASEWALK_PASSWORD"])
    slug = f"card-refused-{uuid.uuid4().hex[:8]}"
    draft = begin(casewalk, slug)
    try_out(casewalk, slug, ("other_card", "no"))
    publish(casewalk, slug, draft, "A first guide for refused cards.")
    publish(casewalk, slug, mend(casewalk, slug), "Clearer words.")
    numbers = casewalk.ask("GET", f"trees/{slug}/statistics/")
    tell(f"walks so far: {sum(node['exits'] for node in numbers['nodes'])}")
    for line in casewalk.ask("GET", f"trees/{slug}/log/")["results"]:
        tell(f"  {line['happened_at']} {line['actor']}: {line['title']} {line['sentence']}")


if __name__ == "__main__":
    main()
