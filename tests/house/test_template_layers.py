"""Templates keep to the layers of imports: no import contract sees what they load and include."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.template import engines
from django.template.backends.django import get_installed_libraries
from django.template.loader import get_template

from tests.every import every
from tests.house.places import FOLDERS, SETTINGS, may_know, place_of_template

TEMPLATES = Path("templates")
TAGS = re.compile(r"{% (load|include|extends) ([^%]+?) %}")
BY_SETTINGS = {
    "styles",
    "frame",
    "keys",
    "signed_out",
    "toast",
}  # what settings.PAGE_PARTS names around every page
A_TEMPLATE = re.compile(rf"^({'|'.join(FOLDERS)})/[\w/-]+\.(html|txt)$")
FOLDER_OF_ONE = re.compile(rf"^(?:{'|'.join(FOLDERS)})/(?:[\w-]+/)*")


def references(text: str) -> Iterator[tuple[str, str]]:
    """Yield what a template asks for: a tag library or another template."""
    for tag, rest in TAGS.findall(text):
        if tag == "load":
            names = rest.split(" from ")[-1].split() if " from " in rest else rest.split()
            yield from (("library", name) for name in names)
        else:
            yield "template", rest.split()[0]


def places_a_template_knows(name: str) -> Iterator[tuple[str, str]]:
    libraries = get_installed_libraries()
    for kind, asked in references((TEMPLATES / name).read_text()):
        if kind == "library":
            module = libraries.get(asked, "django")
            if module.split(".")[0] in SETTINGS["root_packages"]:
                yield asked, module
        elif asked not in BY_SETTINGS or name != "web/base.html":
            assert asked[0] == asked[-1] == '"', f"{name} does not name what it includes: {asked}"
            get_template(asked[1:-1])
            yield asked, place_of_template(asked[1:-1])


def templates_in(source: str) -> Iterator[str]:
    """Yield the templates that a module names, or the folder of one whose name it puts together."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            first = node.values[0]
            if isinstance(first, ast.Constant) and (found := FOLDER_OF_ONE.match(str(first.value))):
                yield found[0]
        elif isinstance(node, ast.Constant) and A_TEMPLATE.match(str(node.value)):
            get_template(str(node.value))
            yield str(node.value)


@every("name", sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")))
def test_a_template_knows_only_what_its_package_may_import(name):
    here = place_of_template(name)

    refused = [
        f"{asked} ({there})"
        for asked, there in places_a_template_knows(name)
        if not may_know(here, there)
    ]

    assert not refused, f"{name} of {here} reaches for {refused}"


@every("name", sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")))
def test_a_template_loads_only_what_it_uses(name):
    text, libraries = (TEMPLATES / name).read_text(), engines["django"].engine.template_libraries
    loaded = [asked for kind, asked in references(text) if kind == "library"]

    unused = [
        asked
        for asked in loaded
        if not any(re.search(rf"{{% {tag}\b", text) for tag in libraries[asked].tags)
        and not any(re.search(rf"\|{filter_}\b", text) for filter_ in libraries[asked].filters)
    ]

    assert not unused, f"{name} loads {unused} and uses nothing of it"


def test_a_module_shows_only_templates_that_its_package_may_import():
    refused = [
        f"{module} shows {name}"
        for package in SETTINGS["root_packages"]
        for path in Path(package).rglob("*.py")
        for module in [".".join(path.with_suffix("").parts)]
        for name in templates_in(path.read_text())
        if not may_know(module, place_of_template(name))
    ]

    assert not refused


@every(
    ("one", "other", "may"),
    [
        ("support.desk.case", "support.desk.messages", True),
        ("support.desk.messages", "support.desk.case", False),
        ("support.desk.queue", "support.desk.messages", False),
        ("support.desk", "support.desk.queue", False),
        ("troubleshooting.editor.trial", "support.desk.case", False),
        ("troubleshooting.editor", "support.desk.templatetags.desk", False),
        ("support.portal", "support.desk", False),
        ("support.desk.session", "web.templatetags.web", True),
        ("web", "support.desk.session", False),
        ("config", "support.desk.session", True),
    ],
)
def test_the_layers_are_read_from_the_contracts(one, other, may):
    assert may_know(one, other) is may
