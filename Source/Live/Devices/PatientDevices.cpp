// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Devices/PatientDevices.h"

#include "Live/Devices/PatientDevice.h"

namespace unbraid::live
{

namespace
{
constexpr int looksEveryMs = 50; // for the end of what nobody waits for

/** Devices that the search has found. */
struct Lists
{
    std::mutex guard;
    juce::StringArray inputs, outputs;
    int defaultInput = -1, defaultOutput = -1;
};

/** Those of a type but some, and where the default is among them. */
std::pair<juce::StringArray, int> shownOf (const juce::AudioIODeviceType& type, bool isInput,
                                           const juce::StringArray& hidden)
{
    auto names = type.getDeviceNames (isInput);
    const auto preferred = names[type.getDefaultDeviceIndex (isInput)];
    for (const auto& name : hidden)
        names.removeString (name);
    return { names, names.isEmpty() ? -1 : std::max (0, names.indexOf (preferred)) };
}

void fill (Lists& lists, const juce::AudioIODeviceType& type, const juce::StringArray& hidden)
{
    auto [inputs, defaultInput] = shownOf (type, true, hidden);
    auto [outputs, defaultOutput] = shownOf (type, false, hidden);
    const std::scoped_lock locked (lists.guard);
    lists.inputs = std::move (inputs);
    lists.outputs = std::move (outputs);
    lists.defaultInput = defaultInput;
    lists.defaultOutput = defaultOutput;
}

class PatientType final : public juce::AudioIODeviceType, private juce::Timer
{
public:
    PatientType (std::unique_ptr<juce::AudioIODeviceType> typeToAsk,
                 std::shared_ptr<const Patience> howPatient, std::function<void()> whenScanned,
                 NamesToHide namesToHide)
        : AudioIODeviceType (typeToAsk->getTypeName())
        , isSeparate (typeToAsk->hasSeparateInputsAndOutputs())
        , type (std::move (typeToAsk))
        , calls (std::make_shared<PatientCalls> (std::move (howPatient)))
        , onScanned (std::move (whenScanned))
        , hidden (std::move (namesToHide))
    {
    }

    void scanForDevices() override
    {
        constexpr int longer = 3; // than one device
        if (calls->isTypeLost)
            return;
        scan = calls->run (
            [asked = type, found = lists, hides = hidden]
            {
                asked->scanForDevices();
                fill (*found, *asked, hides == nullptr ? juce::StringArray() : hides());
            },
            longer);
        if (scan->state() == PatientCall::State::pending)
            startTimer (looksEveryMs);
    }

    juce::StringArray getDeviceNames (bool wantInputs) const override
    {
        const std::scoped_lock locked (lists->guard);
        return isLost() ? juce::StringArray() : wantInputs ? lists->inputs : lists->outputs;
    }

    int getDefaultDeviceIndex (bool forInput) const override
    {
        const std::scoped_lock locked (lists->guard);
        return isLost() ? -1 : forInput ? lists->defaultInput : lists->defaultOutput;
    }

    int getIndexOfDevice (juce::AudioIODevice* device, bool asInput) const override
    {
        auto* ours = dynamic_cast<PatientDevice*> (device);
        auto* inner = ours == nullptr || isLost() ? nullptr : ours->device();
        const int index = inner == nullptr ? -1 : type->getIndexOfDevice (inner, asInput);
        return index < 0 ? -1 : getDeviceNames (asInput).indexOf (type->getDeviceNames (asInput)[index]);
    }

    bool hasSeparateInputsAndOutputs() const override { return isSeparate; }

    juce::AudioIODevice* createDevice (const juce::String& output, const juce::String& input) override
    {
        if (isLost())
            return nullptr;
        auto held = std::make_shared<HeldDevice>();
        auto making = calls->run ([held, asked = type, output, input]
                                  { held->device.reset (asked->createDevice (output, input)); });
        const auto state = making->state();
        calls->isTypeLost = calls->isTypeLost || state == PatientCall::State::lost;
        if (calls->isTypeLost || (state == PatientCall::State::ended && held->device == nullptr))
            return nullptr;
        return new PatientDevice ({ getTypeName(), input, output }, calls, std::move (held),
                                  std::move (making));
    }

private:
    void timerCallback() override
    {
        if (scan->state() == PatientCall::State::pending)
            return;
        stopTimer();
        if (onScanned != nullptr)
            onScanned();
    }

    bool isLost() const
    {
        calls->isTypeLost =
            calls->isTypeLost || (scan != nullptr && scan->state() == PatientCall::State::lost);
        return calls->isTypeLost;
    }

    const bool isSeparate;
    const std::shared_ptr<AudioIODeviceType> type; // touched by calls alone while one is pending
    const std::shared_ptr<Lists> lists = std::make_shared<Lists>();
    const std::shared_ptr<PatientCalls> calls;
    std::shared_ptr<PatientCall> scan;
    const std::function<void()> onScanned;
    const NamesToHide hidden;
};
} // namespace

std::unique_ptr<juce::AudioIODeviceType> patientType (std::unique_ptr<juce::AudioIODeviceType> type,
                                                      std::shared_ptr<const Patience> patience,
                                                      std::function<void()> onScanned, NamesToHide hidden)
{
    return std::make_unique<PatientType> (std::move (type), std::move (patience), std::move (onScanned),
                                          std::move (hidden));
}

} // namespace unbraid::live
