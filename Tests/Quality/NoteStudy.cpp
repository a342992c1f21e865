// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Writes, for each sound, two files of rows of 32-bit floats. FOLDER/NAME.beginnings.f32, for each candidate: its moment (s), its pitch, and
// what NoteBeginning gives its network. FOLDER/NAME.endings.f32, for each note that is found and each frame in which it might be over:
// the number of the note, its beginning (s), its pitch, the moment (s), and what NoteEnding gives its network.
// Resources/Dictionaries/Recipes/note_networks.py learns from them.
//     note_study DICTIONARY FOLDER SOUND...
#include "Core/Separator.h"
#include "Core/Transcription/NoteFinder.h"
#include "Core/Transcription/TrainedNotes.h"
#include "Files/DictionaryFile.h"
#include "Quality/Estimators.h"
#include "Quality/Recordings.h"

#include <fstream>
#include <iostream>
#include <map>

using namespace unbraid;
using Eigen::Index;
namespace fs = std::filesystem;

namespace
{
constexpr double longestSeconds = 5.0; // for which a note is followed

/** Lists candidates, and follows every note on from its beginning until its pitch begins again. */
class NetworkRows final : public core::FrameListener
{
public:
    NetworkRows (const core::Dictionary& dictionary, const core::FrameGeometry& geometry)
        : lag (static_cast<double> (geometry.hop) / 2.0 / geometry.sampleRateHz +
               core::TrainedNotes::delaySeconds)
    {
        finder.prepare (dictionary, geometry, {});
    }

    void frameDone (const core::FrameView& frame) noexcept override
    {
        const auto& notes = finder.toldNotes();
        const auto& history = notes.told();
        const auto found = finder.find (frame.atoms->activations, frame.activeLevel());
        const double now = static_cast<double> (history.moment()) * history.hopSeconds() - lag;
        for (Index voice = 0; voice < static_cast<Index> (history.pitches().size()); ++voice)
        {
            const auto pitch = history.pitches()[static_cast<size_t> (voice)].pitch;
            if (notes.beginnings().isCandidate (voice))
                addRow (beginnings, { now, static_cast<double> (pitch) },
                        notes.beginnings().features (history, voice));
            for (const auto& event : found)
                if (event.isBeginning && event.pitch == pitch)
                    begun[voice] = { numNotes++, now };
            if (const auto note = begun.find (voice); note != begun.end())
                follow (voice, pitch, note->second, now);
        }
    }

    std::vector<float> beginnings, endings;

private:
    struct Note
    {
        int number = 0;
        double begin = 0.0; // s
    };

    void follow (Index voice, int pitch, const Note& note, double now)
    {
        const auto& notes = finder.toldNotes();
        if (notes.endings().canEnd (notes.told(), voice) && now <= note.begin + longestSeconds)
            addRow (endings,
                    { static_cast<double> (note.number), note.begin, static_cast<double> (pitch), now },
                    notes.endings().features (notes.told(), voice));
    }

    template <typename Features>
    static void addRow (std::vector<float>& rows, std::initializer_list<double> head,
                        const Features& features)
    {
        for (const double value : head)
            rows.push_back (static_cast<float> (value));
        rows.insert (rows.end(), features.begin(), features.end());
    }

    core::NoteFinder finder;
    double lag;                  // s from a moment to the end of the frame that tells of it
    std::map<Index, Note> begun; // the newest of each voice
    int numNotes = 0;
};

NetworkRows rowsOf (const core::Dictionary& dictionary, const Eigen::VectorXf& sound)
{
    core::Separator separator;
    const core::SeparatorSpec spec{ quality::musicRateHz, 1, core::LatencyMode::balanced };
    if (const auto status = separator.prepare (spec, dictionary, core::settingsFromMixer (dictionary));
        ! status.ok())
    {
        std::cerr << status.error().what << "\n";
        std::exit (1);
    }
    NetworkRows listener (dictionary, separator.geometry());
    separator.listen (&listener);
    constexpr Index block = 4096;
    Eigen::MatrixXf unused (block, separator.numSources());
    std::vector<float*> outputs;
    for (Index source = 0; source < unused.cols(); ++source)
        outputs.push_back (unused.col (source).data());
    for (Index at = 0; at < sound.size(); at += block)
    {
        const float* input = sound.data() + at;
        separator.process (&input, outputs.data(), std::min (block, sound.size() - at));
    }
    return listener;
}

void write (const fs::path& path, const std::vector<float>& rows)
{
    std::ofstream file (path, std::ios::binary);
    file.write (reinterpret_cast<const char*> (rows.data()),
                static_cast<std::streamsize> (rows.size() * sizeof (float)));
}
} // namespace

int main (int argc, char** argv)
{
    if (argc < 4)
    {
        std::cerr << "use: note_study DICTIONARY FOLDER SOUND...\n";
        return 2;
    }
    const auto dictionary = quality::orExit (files::loadDictionary (argv[1]));
    for (int i = 3; i < argc; ++i)
    {
        const fs::path sound = argv[i];
        const auto rows =
            rowsOf (dictionary, quality::orExit (quality::readMono (sound, quality::musicRateHz)));
        const auto stem = (fs::path (argv[2]) / sound.stem()).string();
        write (stem + ".beginnings.f32", rows.beginnings);
        write (stem + ".endings.f32", rows.endings);
    }
    return 0;
}
