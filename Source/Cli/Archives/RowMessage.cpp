// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Archives/RowMessage.h"

#include <cstdint>

namespace unbraid::cli
{

using training::Bytes;
using training::MessageReader;

void append (const ResultRow& row, Bytes& message)
{
    training::append (&row.state, 1, message);
    training::appendText (row.file, message);
    training::appendText (row.error, message);
    const auto numFigures = static_cast<std::uint64_t> (row.figures.size());
    training::append (&numFigures, 1, message);
    for (const auto& figure : row.figures)
    {
        const auto isKnown = static_cast<std::uint8_t> (figure.has_value() ? 1 : 0);
        const double value = figure.value_or (0.0);
        training::append (&isKnown, 1, message);
        training::append (&value, 1, message);
    }
}

ResultRow rowFrom (MessageReader& message)
{
    ResultRow row;
    row.state = message.read<ResultRow::State>();
    row.file = message.readText();
    row.error = message.readText();
    row.figures.resize (message.read<std::uint64_t>());
    for (auto& figure : row.figures)
    {
        const bool isKnown = message.read<std::uint8_t>() != 0;
        const auto value = message.read<double>();
        if (isKnown)
            figure = value;
    }
    return row;
}

} // namespace unbraid::cli
