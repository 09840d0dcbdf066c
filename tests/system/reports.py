# SPDX-License-Identifier: MIT
"""Reports of runs, held against their schema; and pages, against what a page must be."""
from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema

SCHEMA = json.loads((Path(__file__).parent.parent / "data/report.schema.json").read_text())
VOID = {"meta", "br", "link", "img", "input", "hr"}


def faults(report: Any) -> list[str]:
    """What in it is not as the schema has it."""
    return [f"{list(fault.absolute_path)}: {fault.message}"
            for fault in jsonschema.Draft202012Validator(SCHEMA).iter_errors(report)]


class Page(HTMLParser):
    """The texts of a page, and its elements; what is not closed in order is kept as a fault."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.faults: list[str] = []
        self.text = ""
        self.feed(text)
        self.faults += self.open

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data + "\n"
