# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets the studies here use the modules of the recipes: imported before them."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "Resources/Dictionaries/Recipes"))
