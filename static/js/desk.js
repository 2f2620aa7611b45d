// Everything works without these modules; they make it quicker and forgiving.

import "./person.js";
import "./ago.js";
import "./zone.js";
import "./drafts.js";
import "./desk/keeping.js";
import "./desk/applying.js";
import "./desk/attaching.js";
import "./desk/choosing.js";
import "./desk/deeds.js";
import "./desk/filtering.js";
import "./desk/here.js";
import "./desk/inserting.js";
import "./desk/live.js";
import "./desk/once.js";
import "./desk/palette.js";
import "./desk/session.js";
import "./desk/tabs.js";
import "./desk/undoing.js";
import "./keys.js";
import "./parts.js";
import "./copy.js";
