// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The LV2's entry point: JUCE's plugin, instantiated for more hosts than JUCE does it for.
#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/core/lv2.h>
#include <lv2/options/options.h>
#include <lv2/urid/urid.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <deque>
#include <vector>

/** JUCE's own entry point: its source is compiled with this name in place of `lv2_descriptor`. */
extern "C" const LV2_Descriptor* unbraid_lv2_descriptor_of_juce (std::uint32_t index);

namespace
{
constexpr std::int32_t assumedBlock = 8192; // samples, where a host names no maximum; longer blocks play too

const LV2_Feature* findFeature (const LV2_Feature* const* features, const char* uri)
{
    for (auto each = features; each != nullptr && *each != nullptr; ++each)
        if (std::strcmp ((*each)->URI, uri) == 0)
            return *each;
    return nullptr;
}

/** The features of a host in the form that JUCE takes. JUCE gives up unless blocks are bounded and their maximum is an atom:Int of
    four bytes; Audacity hands over a size_t as an atom:Int of eight, and simple hosts have no options at all.
    Valid as long as the host's own features are. [message] */
class AcceptedFeatures
{
public:
    AcceptedFeatures (const LV2_Feature* const* given, const LV2_URID_Map& map)
        : atomInt (map.map (map.handle, LV2_ATOM__Int))
        , maximum (map.map (map.handle, LV2_BUF_SIZE__maxBlockLength))
    {
        const auto* feature = findFeature (given, LV2_OPTIONS__options);
        accept (feature == nullptr ? nullptr : static_cast<const LV2_Options_Option*> (feature->data));
        for (auto each = given; *each != nullptr; ++each)
            if (*each != feature)
                features.push_back (*each);
        features.push_back (&optionsFeature);
        if (findFeature (given, LV2_BUF_SIZE__boundedBlockLength) == nullptr)
            features.push_back (&boundedFeature);
        features.push_back (nullptr);
    }

    AcceptedFeatures (const AcceptedFeatures&) = delete;
    AcceptedFeatures& operator= (const AcceptedFeatures&) = delete;

    [[nodiscard]] const LV2_Feature* const* list() const { return features.data(); }

private:
    void accept (const LV2_Options_Option* given)
    {
        bool hasMaximum = false;
        for (auto each = given; each != nullptr && each->value != nullptr; ++each)
        {
            options.push_back (*each);
            if (each->type == atomInt && each->size == sizeof (std::int64_t))
                makeFourBytes (options.back());
            hasMaximum = hasMaximum || each->key == maximum;
        }
        if (! hasMaximum)
            options.push_back (
                { LV2_OPTIONS_INSTANCE, 0, maximum, sizeof (assumedBlock), atomInt, &assumedBlock });
        options.push_back ({ LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, nullptr });
        optionsFeature.data = options.data();
    }

    void makeFourBytes (LV2_Options_Option& option)
    {
        std::int64_t value = 0;
        std::memcpy (&value, option.value, sizeof (value));
        const bool fits = value >= 0 && value <= INT32_MAX;
        numbers.push_back (fits ? static_cast<std::int32_t> (value) : assumedBlock);
        option.size = sizeof (std::int32_t);
        option.value = &numbers.back();
    }

    const LV2_URID atomInt, maximum;
    std::deque<std::int32_t> numbers; // that options point to
    std::vector<LV2_Options_Option> options;
    LV2_Feature optionsFeature{ LV2_OPTIONS__options, nullptr };
    const LV2_Feature boundedFeature{ LV2_BUF_SIZE__boundedBlockLength, nullptr };
    std::vector<const LV2_Feature*> features;
};

LV2_Handle instantiate (const LV2_Descriptor* descriptor, double sampleRateHz, const char* bundle,
                        const LV2_Feature* const* features)
{
    const auto* map = findFeature (features, LV2_URID__map);
    if (map == nullptr) // the one feature that the description requires
        return nullptr;
    const AcceptedFeatures accepted (features, *static_cast<const LV2_URID_Map*> (map->data));
    return unbraid_lv2_descriptor_of_juce (0)->instantiate (descriptor, sampleRateHz, bundle,
                                                            accepted.list());
}
} // namespace

LV2_SYMBOL_EXPORT const LV2_Descriptor* lv2_descriptor (std::uint32_t index)
{
    const auto* ofJuce = unbraid_lv2_descriptor_of_juce (index);
    if (ofJuce == nullptr)
        return nullptr;
    static const auto descriptor = [&]
    {
        auto copy = *ofJuce;
        copy.instantiate = instantiate;
        return copy;
    }();
    return &descriptor;
}
