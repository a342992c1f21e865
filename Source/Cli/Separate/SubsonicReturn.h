// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/RecordingSeparator.h"

namespace unbraid::cli
{

/** Last stage before the output files: adds what lies below 5 Hz, unchanged, to the source that has most of the energy, so that
    the sources sum to the recording. The source stays the same throughout, since a change would be heard as a thump; it is
    found in the first ten seconds, for which sources wait here if the recording has an offset. Without one they go through as
    they are. [worker] */
class SubsonicReturn
{
public:
    /** recording  prepared, before its first block; refers to this object until `finish` */
    SubsonicReturn (RecordingSeparator& recording, SourceSink sourceSink);
    ~SubsonicReturn();
    SubsonicReturn (const SubsonicReturn&) = delete; // the recording knows where it is
    SubsonicReturn& operator= (const SubsonicReturn&) = delete;

    /** Takes the next sources, [frames x (sources x channels)], and hands on what is ready.
        Error: the sink's. */
    core::Status write (const Eigen::Ref<const Eigen::MatrixXf>& sources);

    /** Hands on the rest. Error: the sink's. */
    core::Status finish();

private:
    Eigen::MatrixXf takeLow (Eigen::Index count);
    void measure (const Eigen::Ref<const Eigen::MatrixXf>& sources);
    core::Status handOn (const Eigen::Ref<const Eigen::MatrixXf>& sources, const Eigen::MatrixXf& low);

    RecordingSeparator& separator;
    SourceSink sink;
    Eigen::Index channels;
    Eigen::Index decisionFrames; // from the beginning on
    Eigen::MatrixXf lowAhead;    // [frames x channels] not yet taken
    Eigen::VectorXd energies;    // per source
    Eigen::Index measured = 0;   // frames
    Eigen::Index holder = -1;    // source; below 0: not yet found
    Eigen::MatrixXf waiting, waitingLow;
};

} // namespace unbraid::cli
