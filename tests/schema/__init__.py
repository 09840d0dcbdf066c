# SPDX-License-Identifier: MIT
"""The JSON Schemas of conf/, held against the program by an independent validator."""
