// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Learning/FitTask.h"

#include "Core/Factorisation/Dictionary/ModelKind.h"
#include "Core/Spectral/Mixdown.h"
#include "Plugin/Learning/LearnTask.h"

#include <algorithm>

namespace unbraid::plugin
{

namespace
{
core::Error cannotFit (std::string where, std::string found, std::string allowed)
{
    return { "the dictionary cannot be fitted", std::move (where), std::move (found), std::move (allowed) };
}
} // namespace

training::Mark markOf (const FrozenSound& sound, bool isAlone, size_t source, std::int64_t begin,
                       std::int64_t end)
{
    const auto secondsAt = [&] (std::int64_t position)
    {
        const auto inside = std::clamp<std::int64_t> (position - sound.begin, 0, sound.samples.rows());
        return static_cast<double> (inside) / sound.sampleRateHz;
    };
    return { isAlone ? training::Mark::Kind::alone : training::Mark::Kind::silent, source, secondsAt (begin),
             secondsAt (end) };
}

core::Status checkFit (const FitRequest& request)
{
    if (request.base == nullptr)
        return cannotFit ("dictionary", "none", "one that plays");
    if (! core::modelTraits (*request.base).isExtensible)
        return cannotFit ("dictionary", core::modelKind (*request.base).withArticle(),
                          "a plain one: speech-plain, drums-plain, vocals, piano and others");
    if (request.sound.samples.size() == 0)
        return cannotFit ("sound", "none that was frozen", "some seconds");
    if (request.marks.empty())
        return cannotFit ("marks", "none", "one at least");
    for (const auto& mark : request.marks)
        if (! (mark.endSeconds > mark.beginSeconds))
            return cannotFit ("mark", "one outside of the frozen sound", "within it");
    return core::Done{};
}

core::Result<core::Dictionary> fitTo (const FitRequest& request, const training::FitSpec& spec,
                                      const std::filesystem::path& folder,
                                      const core::ProgressOf<training::TrainingProgress>& onProgress)
{
    const auto file = folder / "frozen.wav";
    const Eigen::MatrixXf mono = core::mixdown (request.sound.samples, request.sound.sampleRateHz);
    if (auto written = writeSound (mono, request.sound.sampleRateHz, request.base->sampleRateHz, file);
        ! written.ok())
        return written.error();
    return training::fitDictionary (spec, *request.base, file, request.marks, onProgress);
}

} // namespace unbraid::plugin
