// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Dictionaries/DictionaryMetadata.h"

#include "Files/Dictionaries/MetadataFields.h"

#include <cmath>
#include <limits>

namespace unbraid::files
{

namespace
{
constexpr auto formatName = "unbraid-dictionary";
constexpr auto formatVersion = "1";
constexpr auto normalisation = "l1";

/** A whole number that fits; anything else is refused. */
template <class Integer>
Integer integerFrom (const Json& value, const std::string& where, Fields& fields)
{
    const bool fitsSigned = value.is_number_integer() && ! value.is_number_unsigned();
    if (fitsSigned && std::in_range<Integer> (value.get<std::int64_t>()))
        return static_cast<Integer> (value.get<std::int64_t>());
    if (value.is_number_unsigned() && std::in_range<Integer> (value.get<std::uint64_t>()))
        return static_cast<Integer> (value.get<std::uint64_t>());
    fields.refuse (where, value.is_number_integer() ? value.dump() : value.type_name(), "a whole number");
    return {};
}

std::vector<int> integersFrom (const Json& list, const std::string& where, Fields& fields)
{
    if (! list.is_array())
        fields.refuse (where, list.type_name(), "a list of whole numbers");
    std::vector<int> numbers;
    for (const Json& item : list)
        numbers.push_back (
            integerFrom<int> (item, where + "[" + core::digitsOf (numbers.size()) + "]", fields));
    return numbers;
}

float gainFrom (const Json& value, const std::string& where, Fields& fields)
{
    if (value.is_number() && std::abs (value.get<double>()) <= std::numeric_limits<float>::max())
        return value.get<float>();
    fields.refuse (where, value.is_number() ? value.dump() : value.type_name(), "a number of decibels");
    return 0.0f;
}

core::Source sourceFrom (const Json& entry, const std::string& where, Fields& fields)
{
    core::Source source;
    for (const auto* required : { "name", "first_atom", "num_atoms" })
        if (! entry.contains (required))
        {
            fields.refuse (where + "." + required, "nothing", "a value");
            return source;
        }
    if (entry["name"].is_string())
        source.name = entry["name"].get<std::string>();
    else
        fields.refuse (where + ".name", entry["name"].type_name(), "a string");
    source.firstAtom = integerFrom<Eigen::Index> (entry["first_atom"], where + ".first_atom", fields);
    source.numAtoms = integerFrom<Eigen::Index> (entry["num_atoms"], where + ".num_atoms", fields);
    if (entry.contains ("pitches"))
        source.pitches = integersFrom (entry["pitches"], where + ".pitches", fields);
    if (entry.contains ("onsets"))
        source.onsets = integersFrom (entry["onsets"], where + ".onsets", fields);
    if (entry.contains ("groups"))
        source.groups = integersFrom (entry["groups"], where + ".groups", fields);
    if (entry.contains ("target"))
    {
        if (! entry["target"].is_boolean())
            fields.refuse (where + ".target", entry["target"].type_name(), "true or false");
        source.isTarget = entry["target"] == true;
    }
    if (entry.contains ("default_gain_db"))
        source.defaultGainDb = gainFrom (entry["default_gain_db"], where + ".default_gain_db", fields);
    return source;
}

std::vector<core::Source> readSources (Fields& fields)
{
    fields.text ("sources");
    const Json list = fields.json ("sources");
    std::vector<core::Source> sources;
    if (! list.is_array())
        fields.refuse ("sources", list.type_name(), "a list of objects");
    else
        for (const Json& entry : list)
        {
            const auto where = "sources[" + core::digitsOf (sources.size()) + "]";
            if (! entry.is_object())
                fields.refuse (where, entry.type_name(), "an object");
            sources.push_back (sourceFrom (entry, where, fields));
        }
    return sources;
}

std::map<std::string, double> readMixer (Fields& fields)
{
    const Json object = fields.json ("mixer");
    std::map<std::string, double> mixer;
    if (! object.is_object() && ! object.is_null())
        fields.refuse ("mixer", object.type_name(), "an object of numbers");
    for (const auto& [name, value] : object.items())
    {
        if (value.is_number())
            mixer[name] = value.get<double>();
        else
            fields.refuse ("mixer, " + inQuotes (name), value.type_name(), "a number");
    }
    return mixer;
}

std::vector<std::string> readModes (Fields& fields)
{
    const Json list = fields.json ("modes");
    std::vector<std::string> modes;
    if (! list.is_array() && ! list.is_null())
        fields.refuse ("modes", list.type_name(), "a list of strings");
    for (const Json& mode : list)
    {
        if (mode.is_string())
            modes.push_back (mode.get<std::string>());
        else
            fields.refuse ("modes[" + core::digitsOf (modes.size()) + "]", mode.type_name(), "a string");
    }
    return modes;
}

core::Spectrum readSpectrum (Fields& fields)
{
    const auto spectrum = fields.text ("spectrum");
    if (spectrum != "power" && spectrum != "magnitude")
        fields.refuse ("spectrum", inQuotes (spectrum), "'power' or 'magnitude'");
    return spectrum == "magnitude" ? core::Spectrum::magnitude : core::Spectrum::power;
}

core::Rows readRows (Fields& fields)
{
    const auto rows = fields.optionalText ("rows");
    if (! rows.empty() && rows != "bins" && rows != "bands")
        fields.refuse ("rows", inQuotes (rows), "'bins' or 'bands'");
    return rows == "bands" ? core::Rows::bands : core::Rows::bins;
}

/** The double that prints as briefly as the float and reads back as the same float. */
double brief (float number)
{
    double shortest = 0.0;
    core::readDigits (core::digitsOf (number), shortest);
    return static_cast<float> (shortest) == number ? shortest : static_cast<double> (number);
}

std::string sourcesText (const std::vector<core::Source>& sources)
{
    using Ordered = nlohmann::ordered_json;
    Ordered list = Ordered::array();
    for (const core::Source& source : sources)
    {
        Ordered entry;
        entry["name"] = source.name;
        entry["first_atom"] = source.firstAtom;
        entry["num_atoms"] = source.numAtoms;
        if (! source.pitches.empty())
            entry["pitches"] = source.pitches;
        if (! source.onsets.empty())
            entry["onsets"] = source.onsets;
        if (! source.groups.empty())
            entry["groups"] = source.groups;
        entry["target"] = source.isTarget;
        entry["default_gain_db"] = brief (source.defaultGainDb);
        list.push_back (std::move (entry));
    }
    return list.dump (-1, ' ', false, Ordered::error_handler_t::replace);
}
} // namespace

core::Status readMetadata (const Metadata& metadata, core::Dictionary& dictionary)
{
    Fields fields (metadata);
    fields.expect ("format", formatName);
    fields.expect ("version", formatVersion);
    dictionary.sampleRateHz = fields.number<double> ("sample_rate_hz");
    dictionary.window = fields.number<Eigen::Index> ("window");
    dictionary.hop = fields.number<Eigen::Index> ("hop");
    dictionary.windowShape = fields.text ("window_shape");
    dictionary.spectrum = readSpectrum (fields);
    dictionary.rows = readRows (fields);
    dictionary.divergenceBeta = fields.number<float> ("divergence_beta");
    dictionary.maskExponent = fields.number<float> ("mask_exponent");
    fields.expect ("normalisation", normalisation);
    dictionary.sources = readSources (fields);
    dictionary.mixer = readMixer (fields);
    dictionary.modes = readModes (fields);
    dictionary.licence = fields.optionalText ("licence");
    dictionary.trainedOn = fields.optionalText ("trained_on");
    dictionary.command = fields.optionalText ("command");
    if (fields.problem().has_value())
        return *fields.problem();
    return core::Done{};
}

Metadata writeMetadata (const core::Dictionary& dictionary)
{
    const bool isPower = dictionary.spectrum == core::Spectrum::power;
    Metadata metadata{
        { "format", formatName },
        { "version", formatVersion },
        { "sample_rate_hz", core::digitsOf (dictionary.sampleRateHz) },
        { "window", core::digitsOf (dictionary.window) },
        { "hop", core::digitsOf (dictionary.hop) },
        { "window_shape", dictionary.windowShape },
        { "spectrum", isPower ? "power" : "magnitude" },
        { "divergence_beta", core::digitsOf (dictionary.divergenceBeta) },
        { "mask_exponent", core::digitsOf (dictionary.maskExponent) },
        { "normalisation", normalisation },
        { "sources", sourcesText (dictionary.sources) },
        { "mixer", Json (dictionary.mixer).dump (-1, ' ', false, Json::error_handler_t::replace) },
        { "modes", Json (dictionary.modes).dump (-1, ' ', false, Json::error_handler_t::replace) },
        { "licence", dictionary.licence },
        { "trained_on", dictionary.trainedOn },
        { "command", dictionary.command }
    };
    if (dictionary.rows == core::Rows::bands) // a plain dictionary's bytes are as they always were
        metadata["rows"] = "bands";
    return metadata;
}

} // namespace unbraid::files
