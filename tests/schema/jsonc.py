# SPDX-License-Identifier: MIT
"""JSON with comments and trailing commas, read by other code than the program's."""

import json
import re

TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/|,(?=\s*[}\]])', re.S)


class Wrong(ValueError):
    """The text is not such JSON."""


def strip(text):
    """Blanks comments first, for they may stand behind a trailing comma; then those commas."""
    def blank(match):
        token = match.group(0)
        return token if token[0] in '",' else re.sub(r'[^\n]', ' ', token)

    def drop(match):
        token = match.group(0)
        return ' ' if token == ',' else token
    return TOKEN.sub(drop, TOKEN.sub(blank, text))


def unique(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise Wrong('a name is given twice')
    return dict(pairs)


def constant(name):
    raise Wrong(f'{name} is no JSON')


def loads(data):
    """data: bytes."""
    try:
        return json.loads(strip(data.decode('utf-8-sig')), object_pairs_hook=unique,
                          parse_constant=constant)
    except (ValueError, RecursionError) as e:
        raise Wrong(str(e)) from e
