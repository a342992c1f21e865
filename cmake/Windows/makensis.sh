#!/bin/sh
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes 64-bit installers: Wine has no 32-bit side everywhere, and what is installed has none at all.
exec makensis "-XTarget amd64-unicode" "$@"
