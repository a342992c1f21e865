// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/KindTensors.h"
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

/** A file's tensors for the kinds of models. */
class SafetensorsReader final : public core::TensorReader
{
public:
    /** contentToRead  outlives it */
    explicit SafetensorsReader (const Safetensors& contentToRead)
        : content (contentToRead)
    {
    }

    [[nodiscard]] bool contains (const std::string& name) const override;
    [[nodiscard]] std::string text (const std::string& key) const override;
    core::Status readMatrix (const std::string& name, Eigen::Index maxRows, Eigen::Index maxColumns,
                             Eigen::MatrixXf& matrix) const override;
    core::Status readMatrices (const std::string& name, Eigen::Index maxMatrices, const Eigen::MatrixXf& like,
                               std::vector<Eigen::MatrixXf>& matrices) const override;
    core::Status readList (const std::string& name, Eigen::VectorXf& list) const override;

private:
    const Safetensors& content;
};

/** Collects tensors for a file, which has matrices row by row. */
class SafetensorsWriter final : public core::TensorWriter
{
public:
    explicit SafetensorsWriter (std::map<std::string, std::string> metadata)
        : collected{ std::move (metadata), {} }
    {
    }

    void setText (const std::string& key, const std::string& text) override;
    void addMatrix (const std::string& name, const Eigen::MatrixXf& matrix) override;
    void addMatrices (const std::string& name, const std::vector<Eigen::MatrixXf>& added) override;
    void addList (const std::string& name, std::span<const float> list) override;

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
