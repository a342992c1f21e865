// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Clap/Presets.h"

#include "Clap/Catalogue.h"
#include "Clap/Thunk.h"
#include "Files/DictionaryFile.h"
#include "Files/ModelCard.h"
#include "Plugin/Loading/DictionaryStore.h"

#include <filesystem>
#include <memory>
#include <set>
#include <string_view>

namespace unbraid::clap
{

namespace
{
namespace fs = std::filesystem;
namespace dictionaries = plugin::dictionaries;

constexpr abi::PresetProviderDescriptor providerDescriptor{
    {}, "org.unbraid.dictionaries", "Dictionaries of Unbraid", "Unbraid"
};

std::uint32_t contentOf (bool isFactory)
{
    return isFactory ? abi::factoryContent : abi::userContent;
}

/** One reading of a host. [main] or a thread of the host's for this */
class Provider
{
public:
    explicit Provider (const abi::PresetIndexer& indexerToTell)
        : table{ &providerDescriptor,   this, functions.init, functions.destroy, functions.getMetadata,
                 functions.getExtension }
        , indexer (indexerToTell)
    {
    }

    const abi::PresetProvider table;

private:
    using P = abi::PresetProvider;

    bool init();
    void destroy() { delete this; }
    bool metadata (abi::PresetPlace place, const char* location, const abi::PresetReceiver* receiver);
    const void* extension (const char*) { return nullptr; }

    static const abi::PresetProvider functions;
    const abi::PresetIndexer& indexer;
};

const abi::PresetProvider Provider::functions{ nullptr,
                                               nullptr,
                                               Thunk<&Provider::init>::call<P>,
                                               Thunk<&Provider::destroy>::call<P>,
                                               Thunk<&Provider::metadata>::call<P>,
                                               Thunk<&Provider::extension>::call<P> };

bool Provider::init()
{
    const abi::PresetFiletype filetype{ "Unbraid dictionary", "What the sources of a sound are made of",
                                        "safetensors" };
    if (! indexer.declareFiletype (&indexer, &filetype))
        return false;
    std::set<fs::path> declared;
    for (const auto& folder : dictionaries::searchPath())
    {
        std::error_code ignored;
        const auto path = fs::weakly_canonical (folder, ignored);
        if (! fs::is_directory (path, ignored) || ! declared.insert (path).second)
            continue;
        const bool isFactory = dictionaries::isFactoryFile (path / "any");
        const auto text = path.string();
        const abi::PresetLocation location{ contentOf (isFactory),
                                            isFactory ? "Dictionaries of Unbraid" : "Your dictionaries",
                                            abi::PresetPlace::file, text.c_str() };
        if (! indexer.declareLocation (&indexer, &location))
            return false;
    }
    return true;
}

void describeDictionary (const core::Dictionary& dictionary, const fs::path& file,
                         const abi::PresetReceiver& receiver)
{
    for (const auto& plugin : catalogue)
    {
        const abi::UniversalId id{ "clap", plugin.descriptor.id };
        receiver.addPluginId (&receiver, &id);
    }
    receiver.setFlags (&receiver, contentOf (dictionaries::isFactoryFile (file)));
    receiver.addFeature (&receiver, abi::feature::audioEffect);
    std::string sources;
    for (const auto& source : core::leavesOf (dictionary))
    {
        receiver.addFeature (&receiver, source.name.c_str());
        sources += (sources.empty() ? "" : ", ") + source.name;
    }
    receiver.addExtra (&receiver, "sources", sources.c_str());
    if (! dictionary.licence.empty())
        receiver.addExtra (&receiver, "licence", dictionary.licence.c_str());
    const auto card = dictionaries::cardOf (file);
    if (const auto about = files::aboutFrom (card); ! about.empty())
        receiver.setDescription (&receiver, about.c_str());
}

bool Provider::metadata (abi::PresetPlace place, const char* location, const abi::PresetReceiver* receiver)
{
    if (place != abi::PresetPlace::file || location == nullptr)
    {
        receiver->onError (receiver, 0, "dictionaries are files");
        return false;
    }
    const fs::path file (location);
    const auto dictionary = files::loadDictionary (file);
    if (! dictionary.ok())
    {
        receiver->onError (receiver, 0, dictionary.error().message().c_str());
        return false;
    }
    if (receiver->beginPreset (receiver, file.stem().string().c_str(), nullptr))
        describeDictionary (dictionary.value(), file, *receiver);
    return true;
}

std::uint32_t countProviders (const abi::PresetFactory*)
{
    return 1;
}

const abi::PresetProviderDescriptor* describeProvider (const abi::PresetFactory*, std::uint32_t index)
{
    return index == 0 ? &providerDescriptor : nullptr;
}

const abi::PresetProvider* createProvider (const abi::PresetFactory*, const abi::PresetIndexer* indexer,
                                           const char* id)
{
    if (indexer == nullptr || id == nullptr || std::string_view (id) != providerDescriptor.id)
        return nullptr;
    return &(new Provider (*indexer))->table; // `destroy` deletes it
}
} // namespace

const abi::PresetFactory presetFactory{ countProviders, describeProvider, createProvider };

} // namespace unbraid::clap
