// Everything in the editor works without these modules; they make it quick: it saves by itself,
// opens steps without a new page, and is walked by keyboard.

import "./saving.js";
import "./opening.js";
import "./outline.js";
import "./options.js";
import "./stops.js";
import "./graph.js";
import "./panes.js";
import "./edges.js";
