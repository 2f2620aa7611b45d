"""Run every benchmark over throw-away servers and print the ratios."""

from benchmarks.ground import own_servers

# Below these the change that made it so needs a reason.
FLOORS = {"event": 0.10, "answer": 0.20, "delivery": 0.85}
# Nothing to compare with: what people wait for, in seconds.
CEILINGS = {
    "mass": 8.0,
    "latency": 1.0,
    "open": 1.5,
    "graph": 1.5,
    "keystroke": 0.15,
    "replay": 5.0,
}


def main() -> None:
    with own_servers():
        ratios, seconds = _measure()
    for name, ratio in ratios.items():
        note = "" if ratio >= FLOORS.get(name, 0) else f"   below {FLOORS[name]:.0%}"
        print(f"{name:<10}{ratio:>8.1%} of its ceiling{note}")
    for name, taken in seconds.items():
        note = "" if taken <= CEILINGS[name] else f"   above {CEILINGS[name]:.0f} s"
        print(f"{name:<10}{taken:>8.2f} s{note}")


def _measure() -> tuple[dict[str, float], dict[str, float]]:
    import django
    from django.conf import settings

    from benchmarks import authoring, editor, latency, mass, outbox, web

    print("Web: events and answers against a bare insert …", flush=True)
    ratios = web.ratios()
    django.setup()
    settings.DEBUG = False  # or every query would be kept
    print("Outbox: delivery against a bare task, 10,000 messages each …", flush=True)
    found = outbox.ratio()
    print(f"  bare task {found['bare_per_second']}/s, outbox {found['outbox_per_second']}/s")
    ratios["delivery"] = found["ratio"]
    print("Outbox: from commit to SMTP server at 20 messages a second …", flush=True)
    pace = latency.measure()
    print(f"  median {pace['median']} s, 95th percentile {pace['p95']} s")
    print("Outbox: a mass message to 100,000 customers …", flush=True)
    many = mass.measure()
    print(f"  {many['seconds']:.1f} s, a bare insert of its rows {many['bare_seconds']:.1f} s")
    ratios["mass"] = many["ratio"]
    seconds = {"mass": many["seconds"], "latency": pace["p95"]}
    print("Editor: a tree of 2,000 steps, and a replay of 1,000 walks …", flush=True)
    editor.main()
    for name, found in authoring.measure().items():
        seconds[name] = found.get("p95", found.get("seconds", 0.0))
        ratios[name] = found["bare"] / seconds[name]
    return ratios, seconds


if __name__ == "__main__":
    main()
