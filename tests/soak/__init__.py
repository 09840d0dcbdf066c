# SPDX-License-Identifier: MIT
"""The soak: weeks of events in minutes, for an hour, with memory and descriptors watched."""
