// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Must not compile: the engine has no path to JUCE. A test builds it and expects the compiler to miss the file.
#include "Core/Separator.h"

#include <juce_core/juce_core.h>
