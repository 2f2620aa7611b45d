"""Drills: `playing` plays an outage through the whole chain and takes all of it back, `report` is
what came of it, `services` asks for a drill and has it played, once, by a worker."""
