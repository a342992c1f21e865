// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Phase/PhaseMethods.h"

#include <utility>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;

class SpectrogramInversion
{
public:
    SpectrogramInversion (core::Frames& frames, const Segment& wanted, Amplitudes kind)
        : transform (frames)
        , segment (wanted)
        , amplitudes (amplitudesOf (wanted, kind))
        , spectra (amplitudes.size(), wanted.mixture)
    {
        for (size_t source = 0; source < spectra.size(); ++source)
            keepPhases (source);
        sources = soundOf (transform, segment, spectra);
    }

    void update()
    {
        distance = 0.0;
        for (size_t source = 0; source < spectra.size(); ++source)
        {
            spectra[source] = transform.forward (sources.col (static_cast<Index> (source)));
            distance += keepPhases (source);
        }
        sources = soundOf (transform, segment, spectra);
    }

    /** The squared distance of the amplitudes before the update. */
    [[nodiscard]] double objective() const { return distance; }
    [[nodiscard]] MatrixXf result() { return std::move (sources); }

private:
    double keepPhases (size_t source)
    {
        double sum = 0.0;
        for (Index t = 0; t < spectra[source].cols(); ++t)
            sum += replaceAmplitudes (transform.binWeights(), amplitudes[source].col (t),
                                      spectra[source].col (t));
        return sum;
    }

    core::Frames& transform;
    const Segment& segment;
    const std::vector<MatrixXf> amplitudes;
    std::vector<MatrixXcf> spectra;
    MatrixXf sources; // [samples x sources]
    double distance = 0.0;
};
} // namespace

core::Result<MatrixXf> misi (core::Frames& transform, const Segment& segment, const PhaseSettings& settings,
                             const training::IterationCallback& onIteration)
{
    SpectrogramInversion inversion (transform, segment, settings.amplitudes);
    return training::alternate (inversion, courseOf (iterationsOf (settings)), onIteration);
}

} // namespace unbraid::offline
