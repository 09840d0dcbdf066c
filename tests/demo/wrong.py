# SPDX-License-Identifier: MIT
"""What ends the story before its end."""


class Wrong(Exception):
    """The story cannot go on. The text says what was expected and what came instead."""
