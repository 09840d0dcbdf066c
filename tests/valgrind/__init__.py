# SPDX-License-Identifier: MIT
"""failoverd under valgrind."""
