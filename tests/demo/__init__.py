# SPDX-License-Identifier: MIT
"""The demonstration: a Region is lost and comes home, told as it happens."""
