// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Files/Safetensors.h"

#include <cstring>
#include <deque>

namespace unbraid::files
{

/** The tensor of that name, if it has the type and as many dimensions. [worker] */
core::Result<Tensor> tensorOf (const Safetensors& content, const std::string& name, const std::string& type,
                               size_t rank);

/** A matrix of 1 to maxRows by 1 to maxColumns numbers of 32 or 16 bits, copied. [worker] */
core::Status readMatrix (const Safetensors& content, const std::string& name, Eigen::Index maxRows,
                         Eigen::Index maxColumns, Eigen::MatrixXf& matrix);

/** As many matrices of one shape, 0 to maxMatrices of the shape of `like`, copied.
    [worker] */
core::Status readMatrices (const Safetensors& content, const std::string& name, Eigen::Index maxMatrices,
                           const Eigen::MatrixXf& like, std::vector<Eigen::MatrixXf>& matrices);

/** A list, copied: the bytes may lie at any address. [worker] */
template <class List>
core::Status readList (const Safetensors& content, const std::string& name, const std::string& type,
                       List& list)
{
    const auto tensor = tensorOf (content, name, type, 1);
    if (! tensor.ok())
        return tensor.error();
    list.resize (static_cast<decltype (list.size())> (tensor.value().shape[0]));
    if (! tensor.value().bytes.empty())
        std::memcpy (list.data(), tensor.value().bytes.data(), tensor.value().bytes.size());
    return core::Done{};
}

/** Collects tensors for a file. Lists are viewed and must outlive it; matrices, which the file has row by row,
    are copied. */
class TensorWriter
{
public:
    explicit TensorWriter (std::map<std::string, std::string> metadata)
        : collected{ std::move (metadata), {} }
    {
    }

    /** [worker] */
    void addMatrix (const std::string& name, const Eigen::MatrixXf& matrix);

    /** One behind another. [worker] */
    void addMatrices (const std::string& name, const std::vector<Eigen::MatrixXf>& added);

    /** [worker] */
    template <class List>
    void addList (const std::string& name, const std::string& type, const List& list)
    {
        const std::span values (list.data(), static_cast<size_t> (list.size()));
        collected.tensors[name] = { type,
                                    { static_cast<Eigen::Index> (list.size()) },
                                    std::as_bytes (values) };
    }

    [[nodiscard]] const Safetensors& content() const noexcept { return collected; }

private:
    using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

    Safetensors collected;
    std::deque<RowMajor> matrices; // which do not move when another comes
};

} // namespace unbraid::files
