// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Dictionaries/Tensors.h"

namespace unbraid::files
{

namespace
{
using Eigen::Index;

core::Error problem (std::string where, std::string found, std::string allowed)
{
    return { {}, std::move (where), std::move (found), std::move (allowed) };
}

constexpr auto halfType = "F16"; // IEEE 754, 16 bits
static_assert (sizeof (Eigen::half) == 2);

/** bytes  those of the matrix, row by row, at any address */
template <class Number>
void copyNumbers (std::span<const std::byte> bytes, Eigen::MatrixXf& matrix)
{
    Eigen::Matrix<Number, 1, Eigen::Dynamic> row (matrix.cols());
    const size_t rowBytes = static_cast<size_t> (matrix.cols()) * sizeof (Number);
    for (Index i = 0; i < matrix.rows(); ++i)
    {
        std::memcpy (row.data(), bytes.data() + static_cast<size_t> (i) * rowBytes, rowBytes);
        matrix.row (i) = row.template cast<float>();
    }
}

/** tensor  one of matrixTensorOf
    bytes   those of the matrix among it, row by row, at any address */
void copyRows (const Tensor& tensor, std::span<const std::byte> bytes, Eigen::MatrixXf& matrix)
{
    if (tensor.type == halfType)
        copyNumbers<Eigen::half> (bytes, matrix);
    else
        copyNumbers<float> (bytes, matrix);
}

/** A tensor of numbers of 32 bits, or of 16, each of which is a number of 32 bits too. */
core::Result<Tensor> matrixTensorOf (const Safetensors& content, const std::string& name, size_t rank)
{
    const auto entry = content.tensors.find (name);
    const bool isHalf = entry != content.tensors.end() && entry->second.type == halfType;
    return tensorOf (content, name, isHalf ? halfType : "F32", rank);
}
} // namespace

core::Result<Tensor> tensorOf (const Safetensors& content, const std::string& name, const std::string& type,
                               size_t rank)
{
    const auto entry = content.tensors.find (name);
    const auto where = "tensor '" + name + "'";
    if (entry == content.tensors.end())
        return problem (where, "nothing", "a tensor");
    if (entry->second.type != type)
        return problem (where + ", dtype", entry->second.type, type);
    if (entry->second.shape.size() != rank)
        return problem (where + ", shape", std::to_string (entry->second.shape.size()) + " dimensions",
                        std::to_string (rank));
    return entry->second;
}

core::Status readMatrix (const Safetensors& content, const std::string& name, Index maxRows, Index maxColumns,
                         Eigen::MatrixXf& matrix)
{
    const auto tensor = matrixTensorOf (content, name, 2);
    if (! tensor.ok())
        return tensor.error();
    const Index numRows = tensor.value().shape[0];
    const Index numColumns = tensor.value().shape[1];
    if (numRows < 1 || numRows > maxRows || numColumns < 1 || numColumns > maxColumns)
        return problem ("tensor '" + name + "', shape",
                        std::to_string (numRows) + " rows, " + std::to_string (numColumns) + " columns",
                        "1 to " + std::to_string (maxRows) + ", 1 to " + std::to_string (maxColumns));
    matrix.resize (numRows, numColumns);
    copyRows (tensor.value(), tensor.value().bytes, matrix);
    return core::Done{};
}

core::Status readMatrices (const Safetensors& content, const std::string& name, Index maxMatrices,
                           const Eigen::MatrixXf& like, std::vector<Eigen::MatrixXf>& matrices)
{
    const auto tensor = matrixTensorOf (content, name, 3);
    if (! tensor.ok())
        return tensor.error();
    const auto& shape = tensor.value().shape;
    if (shape[0] > maxMatrices || shape[1] != like.rows() || shape[2] != like.cols())
        return problem ("tensor '" + name + "', shape",
                        std::to_string (shape[0]) + " x " + std::to_string (shape[1]) + " x " +
                            std::to_string (shape[2]),
                        "0 to " + std::to_string (maxMatrices) + " x " + std::to_string (like.rows()) +
                            " x " + std::to_string (like.cols()));
    matrices.assign (static_cast<size_t> (shape[0]), Eigen::MatrixXf (like.rows(), like.cols()));
    for (size_t i = 0; i < matrices.size(); ++i)
    {
        const auto bytes = tensor.value().bytes.size() / matrices.size();
        copyRows (tensor.value(), tensor.value().bytes.subspan (i * bytes, bytes), matrices[i]);
    }
    return core::Done{};
}

bool SafetensorsReader::contains (const std::string& name) const
{
    return content.tensors.contains (name);
}

std::string SafetensorsReader::text (const std::string& key) const
{
    const auto entry = content.metadata.find (key);
    return entry == content.metadata.end() ? std::string() : entry->second;
}

core::Status SafetensorsReader::readMatrix (const std::string& name, Index maxRows, Index maxColumns,
                                            Eigen::MatrixXf& matrix) const
{
    return files::readMatrix (content, name, maxRows, maxColumns, matrix);
}

core::Status SafetensorsReader::readMatrices (const std::string& name, Index maxMatrices,
                                              const Eigen::MatrixXf& like,
                                              std::vector<Eigen::MatrixXf>& matrices) const
{
    return files::readMatrices (content, name, maxMatrices, like, matrices);
}

core::Status SafetensorsReader::readList (const std::string& name, Eigen::VectorXf& list) const
{
    return files::readList (content, name, "F32", list);
}

void SafetensorsWriter::setText (const std::string& key, const std::string& text)
{
    collected.metadata[key] = text;
}

void SafetensorsWriter::addList (const std::string& name, std::span<const float> list)
{
    addList (name, "F32", list);
}

void SafetensorsWriter::addMatrix (const std::string& name, const Eigen::MatrixXf& matrix)
{
    const RowMajor& rows = matrices.emplace_back (matrix);
    const std::span values (rows.data(), static_cast<size_t> (rows.size()));
    collected.tensors[name] = { "F32", { rows.rows(), rows.cols() }, std::as_bytes (values) };
}

void SafetensorsWriter::addMatrices (const std::string& name, const std::vector<Eigen::MatrixXf>& added)
{
    const Index numRows = added.front().rows(), numColumns = added.front().cols();
    RowMajor& rows = matrices.emplace_back (static_cast<Index> (added.size()) * numRows, numColumns);
    for (size_t i = 0; i < added.size(); ++i)
        rows.middleRows (static_cast<Index> (i) * numRows, numRows) = added[i];
    const std::span values (rows.data(), static_cast<size_t> (rows.size()));
    collected.tensors[name] = { "F32",
                                { static_cast<Index> (added.size()), numRows, numColumns },
                                std::as_bytes (values) };
}

} // namespace unbraid::files
