"""Settings, a file a subject. docs/settings.md lists every variable of the environment."""

from config.settings.api import *
from config.settings.base import *
from config.settings.logs import *
from config.settings.messages import *
from config.settings.security import *
from config.settings.workers import *
