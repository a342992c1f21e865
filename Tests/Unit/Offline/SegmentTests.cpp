// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unit/Offline/PhaseMaterial.h"

using namespace unbraid;
using namespace unbraid::test;

TEST_CASE ("The mixing constraint moves all sources by the same, so that they sum to the mixture")
{
    Random random (5);
    for (const Index numSources : { 1, 2, 5 })
    {
        const VectorXf mixture = random.noise (500);
        MatrixXf sources (500, numSources);
        for (auto column : sources.colwise())
            column = random.noise (500);
        MatrixXf moved = sources;
        offline::shareOutError (mixture, moved);
        CHECK (decibelsOf (moved.rowwise().sum() - mixture, mixture) < -120.0);
        const MatrixXf moves = moved - sources;
        CHECK ((moves.colwise() - moves.col (0)).cwiseAbs().maxCoeff() < 1e-6f);
    }
}
