// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/InspectCommand.h"

#include "Cli/Console/DictionaryArgument.h"
#include "Cli/Console/JsonOutput.h"
#include "Cli/Pictures/AtomPicture.h"
#include "Cli/Pictures/DictionaryText.h"
#include "Files/DictionaryFile.h"
#include "Files/NetworkCompression.h"

#include <iostream>
#include <memory>

namespace unbraid::cli
{

namespace
{
struct Options
{
    std::string dictionary;
    std::string plot; // empty: no picture
    bool json = false;
    std::string compress; // a rank, or auto; empty: nothing is compressed
    double keep = 0.995;  // of the squared singular values, by auto
    std::string out;      // the compressed dictionary
};

constexpr auto automaticRank = "auto";
constexpr double percent = 100.0;

/** Prints the matrices of the networks as they were brought to their ranks. */
void tell (const files::CompressedNetworks& made)
{
    for (const auto& matrix : made.matrices)
    {
        std::cout << matrix.tensor << "  " << matrix.rows << " x " << matrix.columns << ", ";
        if (matrix.rank == 0)
            std::cout << "whole\n";
        else
            std::cout << "rank " << matrix.rank << ", " << matrix.rank * (matrix.rows + matrix.columns)
                      << " of " << matrix.rows * matrix.columns << " entries, "
                      << fixedPoint (percent * matrix.lost, 2) << " % lost\n";
    }
    std::cout << "factors would have " << made.entriesAfter << " of " << made.entriesBefore
              << " entries; they are written multiplied out, and run as fast as before\n";
}

int compress (const core::Dictionary& dictionary, const Options& options)
{
    const auto rank = numberFrom<Eigen::Index> (options.compress);
    const bool isAutomatic = options.compress == automaticRank;
    if (! isAutomatic && (! rank || *rank < 1))
        return fail (wrongValue ("--compress", options.compress, "auto, or a rank from 1"), exitWrongUse);
    if (options.out.empty())
        return fail (missingPartner ("--compress", "--out"), exitWrongUse);
    const auto made =
        orFail (files::compressNetworks (dictionary,
                                         [&] (const auto& matrices)
                                         {
                                             return isAutomatic
                                                        ? core::cheapestRanks (matrices, 1.0 - options.keep)
                                                        : core::sameRank (matrices, *rank);
                                         }));
    orFail (files::saveDictionary (options.out, made.dictionary));
    tell (made);
    return exitDone;
}

int inspect (const Options& options)
{
    const auto path = orFail (dictionaryPath (options.dictionary));
    const auto dictionary = orFail (files::loadDictionary (path));
    if (! options.compress.empty())
        return compress (dictionary, options);
    if (! options.plot.empty())
        orFail (drawAtoms (dictionary, path.stem().string(), options.plot));
    if (! options.json)
    {
        std::cout << oneLine (path.string()) << "\n" << asText (dictionary);
        return exitDone;
    }
    Json json = asJson (dictionary);
    json["name"] = path.stem().string();
    json["path"] = path.string();
    std::cout << printable (json) << "\n";
    return exitDone;
}
} // namespace

void addInspectCommand (CommandLine& program)
{
    const auto options = std::make_shared<Options>();
    auto& command = program.command ("inspect", "Show what is in a dictionary");
    command.add ("DICTIONARY", options->dictionary, "Dictionary, by name or file").required().isDictionary();
    command.add ("--plot FILE.png", options->plot, "Draw the atoms to this file")
        .isOutput (files::FileKind::picture);
    command.addFlag ("--json", options->json, "As JSON");
    command.add ("--compress RANK", options->compress,
                 "Bring the matrices of its networks to this rank, or to ranks of their own (auto), and "
                 "write that to --out");
    command
        .add ("--keep SHARE", options->keep,
              "With --compress auto: share of the squared singular values to keep")
        .within (0.0, 1.0);
    command.add ("--out FILE", options->out, "With --compress: dictionary file to write")
        .isOutput (files::FileKind::dictionary);
    command.example ("unbraid inspect speech", "its sources, rates, modes and licence");
    command.example ("unbraid inspect speech --compress auto --out smaller.safetensors",
                     "its networks at lower ranks, with what each matrix loses");
    command.run ([options] (FileGuard&) { return inspect (*options); });
}

} // namespace unbraid::cli
