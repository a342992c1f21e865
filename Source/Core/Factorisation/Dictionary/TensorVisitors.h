// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/KindTensors.h"
#include "Core/Support/Digits.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace unbraid::core
{

/** Three who go through one list of tensors: to name them, to read them and to write them. A list calls

        matrix (name, member, most rows, most columns)    list (name, member)    number (name, member)
        listIfThere (name, member)                        numberIfThere (name, member, highest)
        part (optional member, list of it)                partIf (whether it must be there, optional member, list of it)
        items (members, most of them, list of one and its index)

    An optional part, and an item, is there where the file has one of its tensors; then it must have all. All [worker]. */

/** Collects the names that a file should have, given those that are there: parts of which it has one. */
class TensorNames
{
public:
    explicit TensorNames (const TensorReader& file)
        : content (file)
    {
    }

    void matrix (const std::string& name, const Eigen::MatrixXf&, Eigen::Index, Eigen::Index)
    {
        names.insert (name);
    }
    void list (const std::string& name, const Eigen::VectorXf&) { names.insert (name); }
    void number (const std::string& name, float) { names.insert (name); }
    void listIfThere (const std::string& name, const Eigen::VectorXf&) { addIfThere (name); }
    void numberIfThere (const std::string& name, float, float) { addIfThere (name); }

    template <class Part, class List>
    void part (std::optional<Part>& part, const List& list)
    {
        TensorNames own (content);
        list (own, part.emplace());
        if (own.hasAny())
            names.merge (own.names);
        else
            part.reset();
    }

    template <class Part, class List>
    void partIf (bool isNeeded, std::optional<Part>& part, const List& list)
    {
        if (isNeeded)
            list (*this, part.emplace());
    }

    template <class Item, class List>
    void items (std::vector<Item>& items, Eigen::Index most, const List& list)
    {
        for (Eigen::Index i = 0; i < most; ++i)
        {
            TensorNames own (content);
            Item item;
            list (own, item, i);
            if (! own.hasAny())
                return;
            names.merge (own.names);
            items.push_back (std::move (item));
        }
    }

    [[nodiscard]] bool hasAny() const
    {
        return std::any_of (names.begin(), names.end(),
                            [this] (const std::string& name) { return content.contains (name); });
    }

    [[nodiscard]] const std::set<std::string>& all() const { return names; }

private:
    void addIfThere (const std::string& name)
    {
        if (content.contains (name))
            names.insert (name);
    }

    const TensorReader& content;
    std::set<std::string> names;
};

/** Fills the parts from a file, up to the first error. */
class TensorSource
{
public:
    explicit TensorSource (const TensorReader& file)
        : content (file)
    {
    }

    void matrix (const std::string& name, Eigen::MatrixXf& matrix, Eigen::Index maxRows,
                 Eigen::Index maxColumns)
    {
        if (status.ok())
            status = content.readMatrix (name, maxRows, maxColumns, matrix);
    }

    void list (const std::string& name, Eigen::VectorXf& list)
    {
        if (status.ok())
            status = content.readList (name, list);
    }

    void number (const std::string& name, float& number)
    {
        Eigen::VectorXf read;
        list (name, read);
        if (status.ok() && read.size() != 1)
            status = Error{ {}, "tensor '" + name + "', length", std::to_string (read.size()), "1" };
        if (status.ok())
            number = read[0];
    }

    void listIfThere (const std::string& name, Eigen::VectorXf& read)
    {
        if (content.contains (name))
            list (name, read);
    }

    void numberIfThere (const std::string& name, float& read, float highest)
    {
        if (! content.contains (name))
            return;
        number (name, read);
        if (status.ok() && ! (read > 0.0f && read <= highest))
            status =
                Error{ {}, "tensor '" + name + "'", digitsOf (read), "above 0, up to " + digitsOf (highest) };
    }

    template <class Part, class List>
    void part (std::optional<Part>& part, const List& list)
    {
        TensorNames names (content);
        names.part (part, list);
        partIf (part.has_value(), part, list);
    }

    template <class Part, class List>
    void partIf (bool isNeeded, std::optional<Part>& part, const List& list)
    {
        if (isNeeded)
            list (*this, part.emplace());
    }

    template <class Item, class List>
    void items (std::vector<Item>& items, Eigen::Index most, const List& list)
    {
        TensorNames names (content);
        names.items (items, most, list);
        for (size_t i = 0; i < items.size(); ++i)
            list (*this, items[i] = {}, static_cast<Eigen::Index> (i));
    }

    [[nodiscard]] const Status& result() const { return status; }

private:
    const TensorReader& content;
    Status status = Done{};
};

/** Writes what is there. */
class TensorSink
{
public:
    explicit TensorSink (TensorWriter& file)
        : writer (file)
    {
    }

    void matrix (const std::string& name, const Eigen::MatrixXf& matrix, Eigen::Index, Eigen::Index)
    {
        writer.addMatrix (name, matrix);
    }

    void list (const std::string& name, const Eigen::VectorXf& list) { writer.addList (name, list); }
    void number (const std::string& name, const float& number)
    {
        writer.addList (name, std::span (&number, 1));
    }

    void listIfThere (const std::string& name, const Eigen::VectorXf& written)
    {
        if (written.size() > 0)
            list (name, written);
    }

    void numberIfThere (const std::string& name, const float& written, float)
    {
        if (written > 0.0f)
            number (name, written);
    }

    template <class Part, class List>
    void part (const std::optional<Part>& part, const List& list)
    {
        if (part)
            list (*this, *part);
    }

    template <class Part, class List>
    void partIf (bool, const std::optional<Part>& written, const List& list)
    {
        part (written, list);
    }

    template <class Item, class List>
    void items (const std::vector<Item>& items, Eigen::Index, const List& list)
    {
        for (size_t i = 0; i < items.size(); ++i)
            list (*this, items[i], static_cast<Eigen::Index> (i));
    }

private:
    TensorWriter& writer;
};

} // namespace unbraid::core
