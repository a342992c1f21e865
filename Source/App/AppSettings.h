// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::app
{

/** Settings that the app keeps from one run to the next, in one file that is replaced as a whole. A file that is missing or
    broken holds nothing. All for the message thread. */
class AppSettings
{
public:
    /** In the user's folder for settings. */
    static juce::File defaultFile();

    explicit AppSettings (const juce::File& file = defaultFile());

    /** The sound device; null: none was kept. */
    [[nodiscard]] std::unique_ptr<juce::XmlElement> device() const;
    void setDevice (const juce::XmlElement* setup);

    /** The processor's state; empty: none was kept, or it is broken. */
    [[nodiscard]] juce::MemoryBlock state() const;
    void setState (const juce::MemoryBlock& state);

    /** Position and size of the window, as JUCE writes them; empty: not known. */
    [[nodiscard]] juce::String window() const;
    void setWindow (const juce::String& bounds);

    /** True after the page of the first run was left. Not while there is no file yet; one of a version that had no such page
        counts as done. */
    [[nodiscard]] bool isFirstRunDone() const;
    void setFirstRunDone (bool isDone);

    /** False: it cannot be written. */
    bool save() { return properties.saveIfNeeded(); }

private:
    static juce::PropertiesFile::Options options();

    bool wasThere; // the file
    juce::PropertiesFile properties;
};

} // namespace unbraid::app
