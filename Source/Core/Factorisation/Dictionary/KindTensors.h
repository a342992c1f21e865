// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <set>
#include <span>
#include <string>
#include <vector>

namespace unbraid::core
{

struct Dictionary;

/** The tensors and texts of a dictionary file by name, for the kinds of models that have some of their own; Files
    implements it. Sizes are compared with what is there before anything is allocated. All [worker]. */
class TensorReader
{
public:
    virtual ~TensorReader() = default;

    [[nodiscard]] virtual bool contains (const std::string& name) const = 0;

    /** A string of the file's metadata; empty: it is not there. */
    [[nodiscard]] virtual std::string text (const std::string& key) const = 0;

    /** Reads a matrix of 1 to maxRows by 1 to maxColumns.
        error: it is missing, or has another type, number of dimensions or size */
    virtual Status readMatrix (const std::string& name, Eigen::Index maxRows, Eigen::Index maxColumns,
                               Eigen::MatrixXf& matrix) const = 0;

    /** Reads matrices of one shape, 0 to maxMatrices of the shape of `like`. */
    virtual Status readMatrices (const std::string& name, Eigen::Index maxMatrices,
                                 const Eigen::MatrixXf& like,
                                 std::vector<Eigen::MatrixXf>& matrices) const = 0;

    /** Reads a list of any length. */
    virtual Status readList (const std::string& name, Eigen::VectorXf& list) const = 0;
};

/** Collects the tensors and texts of a dictionary file. Lists are viewed and outlive it; matrices are copied.
    All [worker]. */
class TensorWriter
{
public:
    virtual ~TensorWriter() = default;

    virtual void setText (const std::string& key, const std::string& text) = 0;
    virtual void addMatrix (const std::string& name, const Eigen::MatrixXf& matrix) = 0;
    virtual void addMatrices (const std::string& name, const std::vector<Eigen::MatrixXf>& added) = 0;
    virtual void addList (const std::string& name, std::span<const float> list) = 0;

    void addList (const std::string& name, const Eigen::VectorXf& list)
    {
        addList (name, std::span (list.data(), static_cast<size_t> (list.size())));
    }
};

/** The part of a dictionary file that one kind of model has for itself; null functions: it has none. Form is checked
    here, values by the kind's rules. */
struct KindTensors
{
    const char* description = ""; // of their names, for messages: "W.tails"

    /** The names that belong to it, given those that are there; empty in the files of other kinds. */
    std::set<std::string> (*names) (const TensorReader& reader) = nullptr;

    /** Reads what is there; W, frequencies and the sources have been read. Changes nothing in the files of other kinds. */
    Status (*read) (const TensorReader& reader, Dictionary& dictionary) = nullptr;

    /** Writes the dictionary's part, where it has one. */
    void (*write) (const Dictionary& dictionary, TensorWriter& writer) = nullptr;
};

} // namespace unbraid::core
