// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// CMake precompiles headers only for a target with a source that reads them, and the main cannot: it asks Catch for more.
