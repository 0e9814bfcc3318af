"""Knowledge files as plain data in which every value still knows its line: YAML and note files in, `Document`s out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from advisor.knowledge.folder import PACKAGED

if TYPE_CHECKING:
    import jsonschema
    import yaml

HEADING = re.compile(r"^## +(?P<title>.+?)\s*$")
FIELD = re.compile(r"^(?P<key>[a-z_]+): *(?P<value>.*)$")
LIST_FIELDS = {"services", "asked"}


@cache
def safe_loader() -> type[yaml.SafeLoader]:
    """Safe YAML in which a date stays the text that was written, and only true and false are truth values."""
    import yaml  # only where files are read, never where a question is answered

    loader: Any = type("Loader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {})
    loader.yaml_implicit_resolvers = {first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":bool"))] for first, resolvers in loader.yaml_implicit_resolvers.items()}
    loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
    made: type[yaml.SafeLoader] = loader
    return made


class Problem(Struct, frozen=True, order=True):
    """Something wrong in a knowledge file, and where."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class Document(Struct, frozen=True):
    """A file's data with the line of each value: `lines` maps a path of keys and indices to a 1-based line."""

    path: str
    data: Any
    lines: dict[tuple[str | int, ...], int]

    def line_of(self, *path: str | int) -> int:
        """The line of a value, or of the nearest value around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, message: str, *path: str | int) -> Problem:
        """A problem at the line of the value at `path`."""
        return Problem(self.path, self.line_of(*path), message)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`, did you mean 'x'?` for the closest known word, or nothing."""
    import difflib

    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f", did you mean '{close[0]}'?" if close else ""


def _walk(node: Any, path: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int], problems: list[Problem], file: str) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if node.id == "mapping":
        seen = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                problems.append(Problem(file, key.start_mark.line + 1, f"the key '{name}' stands twice"))
            seen.add(name)
            lines[(*path, name)] = key.start_mark.line + 1
            _walk(value, (*path, name), lines, problems, file)
    elif node.id == "sequence":
        for index, value in enumerate(node.value):
            _walk(value, (*path, index), lines, problems, file)


def read_text(path: Path, name: str) -> tuple[str | None, list[Problem]]:
    """A file's text, or the problem that keeps it from being read."""
    try:
        return path.read_text(encoding="utf-8"), []
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return None, [Problem(name, line, "is not UTF-8 text")]
    except OSError as error:
        return None, [Problem(name, 1, f"cannot be read: {error.strerror}")]


def parse_yaml(text: str, name: str, *, positions: bool = True) -> tuple[Document | None, list[Problem]]:
    """A YAML text as a document; without `positions` (nothing to report, so nothing to find) it is read about twice as fast."""
    import yaml

    problems: list[Problem] = []
    lines: dict[tuple[str | int, ...], int] = {}
    try:
        if positions:
            node = yaml.compose(text, Loader=safe_loader())
            if node is not None:
                _walk(node, (), lines, problems, name)
        data = yaml.load(text, Loader=safe_loader())  # a SafeLoader: plain data only
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return None, [Problem(name, mark.line + 1 if mark else 1, f"is not YAML: {error.problem or error.context}")]
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return None, [Problem(name, 1, f"is not YAML: {str(error).splitlines()[0]}")]
    if data is None:
        return None, [Problem(name, 1, "is empty")]
    return Document(name, data, lines), problems


def parse_notes(text: str, name: str) -> tuple[Document | None, list[Problem]]:
    """A note file as a document: `key: value` lines before the first `##`, then one passage for each `##` heading."""
    head: dict[str, Any] = {}
    passages: list[dict[str, Any]] = []
    lines: dict[tuple[str | int, ...], int] = {(): 1}
    problems: list[Problem] = []
    target = head
    path: tuple[str | int, ...] = ()
    body: list[str] = []
    in_fields = True
    for number, line in enumerate(text.splitlines(), 1):
        heading = HEADING.match(line)
        field = FIELD.match(line) if in_fields else None
        if heading:
            target, body, path, in_fields = {"title": heading["title"]}, [], ("passages", len(passages)), True
            passages.append(target)
            target["text"] = body
            lines[path] = number
        elif field and target is not head and field["key"] in ("title", "text"):
            problems.append(Problem(name, number, f"'{field['key']}' is no field of a passage: its heading and what stands below are"))
        elif field:
            value = field["value"].strip()
            target[field["key"]] = [v.strip() for v in re.split(r"[;]" if field["key"] == "asked" else r"[,;]", value) if v.strip()] if field["key"] in LIST_FIELDS else value
            lines[(*path, field["key"])] = number
        elif passages:
            in_fields = in_fields and not line.strip() and not body
            body.append(line)
    for passage in passages:
        passage["text"] = "\n".join(passage["text"]).strip()
    if not passages:
        return None, [Problem(name, 1, "has no passage: a passage starts with '## Title'")]
    return Document(name, {**head, "passages": passages}, lines), problems


@cache
def schema_validator(kind: str) -> jsonschema.Draft202012Validator:
    """What checks the form of a kind of file; there is one for hundreds of files."""
    import jsonschema  # only where files are read, never where a question is answered

    return jsonschema.Draft202012Validator(msgspec.json.decode((Path(PACKAGED) / "schema" / f"{kind}.schema.json").read_bytes()))


def schema_problems(document: Document, kind: str) -> Iterator[Problem]:
    """Every way in which a document differs from the form of its kind, which `knowledge/schema` holds."""
    for error in schema_validator(kind).iter_errors(document.data):
        path = list(error.absolute_path)
        if error.validator == "additionalProperties" and isinstance(error.instance, dict):
            known = error.schema.get("properties", {})
            for key in error.instance.keys() - known.keys():
                yield document.problem(f"unknown key '{key}'{did_you_mean(str(key), known)}", *path, key)
        elif error.validator == "required":
            missing = re.findall(r"'([^']*)' is a required", error.message)
            yield document.problem(f"the key '{missing[0] if missing else '?'}' is missing", *path)
        elif error.validator == "anyOf":
            choices = " or ".join("'" + "' and '".join(option["required"]) + "'" for option in error.validator_value if "required" in option)
            yield document.problem(f"needs {choices}", *path)
        elif error.validator == "enum":
            allowed = [str(value) for value in error.validator_value]
            yield document.problem(f"'{error.instance}' is not one of {', '.join(allowed)}{did_you_mean(str(error.instance), allowed)}", *path)
        elif error.validator == "pattern":
            form = "a date such as 2023-12 or 2023-12-31" if "{4}" in error.validator_value else "small letters, digits and hyphens, as in 'strict-order'"
            yield document.problem(f"'{error.instance}' is not written as {form}", *path)
        elif error.validator == "minItems":
            yield document.problem(f"'{path[-1] if path else kind}' has no entries", *path)
        else:
            message = error.message if len(error.message) < 160 else f"{error.message[:150]} …"
            yield document.problem(f"{path[-1] if path else kind}: {message}", *path)
