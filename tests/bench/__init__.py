# SPDX-License-Identifier: MIT
"""What failoverd costs beside its peers, and how fast it acts. See __main__.py."""
