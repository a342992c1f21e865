// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/Notes/RandomPiece.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace unbraid::unfolding
{

namespace
{
constexpr double leadSeconds = 3.0;    // played before the mixture begins
constexpr double repeatSeconds = 0.08; // no key is struck again sooner
constexpr double pedalLag = 0.06;      // seconds after the beat to which it is changed
constexpr int semitonesPerOctave = 12;

/** State common to both hands. */
struct Music
{
    double seconds = 0.0;
    double beat = 0.5; // seconds
    int root = 0;
    bool isChromatic = false;
};

enum class Figure
{
    melody,
    chords,
    brokenChord,
    repeated,
    rest
};

/** The nearest note of the major scale on the root, downwards. */
int inScale (const Music& music, int pitch)
{
    constexpr std::array<int, semitonesPerOctave> toScale{ 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0 };
    if (music.isChromatic)
        return pitch;
    const int degree = ((pitch - music.root) % semitonesPerOctave + semitonesPerOctave) % semitonesPerOctave;
    return pitch - toScale[static_cast<size_t> (degree)];
}

/** One hand. */
class Hand
{
public:
    /** velocity  mean of its notes, but for those that step back behind another of their chord */
    Hand (const NoteMixing& wanted, const Music& common, Range centre, double velocity, Draws& random)
        : settings (wanted)
        , music (common)
        , draws (random)
        , middle (draws.uniform (centre))
        , loudness (velocity)
        , softness (draws.chance (settings.voicingProbability) ? draws.uniform (settings.voicing) : 0.0)
    {
    }

    void play (std::vector<PlayedNote>& notes)
    {
        double position = -leadSeconds + draws.uniform ({ 0.0, music.beat });
        while (position < music.seconds)
            position = playPhrase (position, notes);
    }

private:
    /** A few events of one figure. returns  when it is over */
    double playPhrase (double position, std::vector<PlayedNote>& notes)
    {
        constexpr std::array figures{ Figure::melody,   Figure::melody,      Figure::chords,
                                      Figure::chords,   Figure::brokenChord, Figure::brokenChord,
                                      Figure::repeated, Figure::rest };
        constexpr std::array lengths{ 0.25, 0.5, 0.5, 1.0, 1.0, 2.0 }; // beats
        constexpr double legato = 1.1;
        const Figure figure = figures[static_cast<size_t> (draws.index (figures.size()))];
        const double step = music.beat * lengths[static_cast<size_t> (draws.index (lengths.size()))];
        const double held = step * draws.uniform ({ 0.2, legato });
        const int count = draws.wholeNumber ({ 2.0, 8.0 });
        drawChord();
        for (int event = 0; event < count; ++event, position += step)
            playEvent (figure, event, position, held, notes);
        return position;
    }

    void playEvent (Figure figure, int event, double position, double held, std::vector<PlayedNote>& notes)
    {
        constexpr double chordChange = 0.4;
        constexpr double leap = 5.0; // semitones
        switch (figure)
        {
        case Figure::melody:
            strike ({ position, held, chord.front() + static_cast<int> (draws.upOrDown (leap)), loudness },
                    notes);
            break;
        case Figure::chords:
            if (draws.chance (chordChange))
                drawChord();
            for (const int pitch : chord)
                strike ({ position, held, pitch, loudness - (pitch == chord.back() ? 0.0 : softness) },
                        notes);
            break;
        case Figure::brokenChord:
        {
            const auto place = static_cast<size_t> (event) % chord.size();
            strike ({ position, held, chord[place], loudness - (place == 0 ? 0.0 : softness) }, notes);
        }
        break;
        case Figure::repeated:
            strike ({ position, held, chord.front(), loudness }, notes);
            break;
        case Figure::rest:
            break;
        }
    }

    /** Two to five notes upwards from somewhere near the middle of the hand. */
    void drawChord()
    {
        constexpr double span = 10.0; // semitones to both sides
        int pitch = static_cast<int> (std::lround (middle + draws.upOrDown (span)));
        chord.clear();
        for (int left = draws.wholeNumber ({ 2.0, 5.0 }); left > 0; --left)
        {
            chord.push_back (pitch);
            pitch += draws.wholeNumber ({ 2.0, 7.0 });
        }
    }

    struct Strike
    {
        double position, held; // seconds
        int pitch;
        double velocity; // mean
    };

    void strike (const Strike& wanted, std::vector<PlayedNote>& notes)
    {
        constexpr int softest = 8, loudest = 127;
        constexpr double shortest = 0.05; // seconds
        const double begin = wanted.position + settings.timingSeconds * static_cast<double> (draws.normal());
        const double velocity =
            wanted.velocity + settings.velocitySpread * static_cast<double> (draws.normal());
        notes.push_back ({ begin, begin + std::max (shortest, wanted.held),
                           std::clamp (inScale (music, wanted.pitch), lowestPianoPitch, highestPianoPitch),
                           std::clamp (static_cast<int> (velocity), softest, loudest) });
    }

    const NoteMixing& settings;
    const Music& music;
    Draws& draws;
    double middle;   // pitch
    double loudness; // velocity
    double softness; // velocity by which the notes of a chord but one are softer
    std::vector<int> chord;
};

/** The pedal is changed every few beats; what ends before sounds until then. */
void holdByPedal (const Music& music, Draws& draws, std::vector<PlayedNote>& notes)
{
    const double period = music.beat * draws.wholeNumber ({ 1.0, 4.0 });
    for (auto& note : notes)
        note.endSeconds =
            std::max (note.endSeconds, std::ceil (note.endSeconds / period) * period + pedalLag);
}

/** A key that is struck again ends its last note; where both hands want it at once, once is enough. */
std::vector<PlayedNote> withoutOverlap (std::vector<PlayedNote> notes)
{
    std::sort (notes.begin(), notes.end(),
               [] (const PlayedNote& a, const PlayedNote& b)
               { return std::tie (a.pitch, a.beginSeconds) < std::tie (b.pitch, b.beginSeconds); });
    std::vector<PlayedNote> kept;
    for (const auto& note : notes)
    {
        const bool isAgain = ! kept.empty() && kept.back().pitch == note.pitch;
        if (isAgain && note.beginSeconds < kept.back().beginSeconds + repeatSeconds)
            continue;
        if (isAgain)
            kept.back().endSeconds = std::min (kept.back().endSeconds, note.beginSeconds);
        kept.push_back (note);
    }
    return kept;
}
} // namespace

std::vector<PlayedNote> drawPiece (const NoteMixing& settings, double seconds, Draws& draws)
{
    Music music;
    music.seconds = seconds;
    music.beat = draws.logUniform (settings.beatSeconds);
    music.root = static_cast<int> (draws.index (semitonesPerOctave));
    music.isChromatic = draws.chance (settings.chromaticProbability);
    std::vector<PlayedNote> notes;
    const double loudness = draws.uniform (settings.velocity);
    Hand (settings, music, settings.rightHand, loudness, draws).play (notes);
    if (draws.chance (settings.twoHandsProbability))
        Hand (settings, music, settings.leftHand, draws.uniform (settings.velocity), draws).play (notes);
    if (draws.chance (settings.innerVoiceProbability))
        Hand (settings, music, settings.innerVoice, loudness - draws.uniform (settings.innerSoftness), draws)
            .play (notes);
    if (draws.chance (settings.pedalProbability))
        holdByPedal (music, draws, notes);
    return withoutOverlap (std::move (notes));
}

} // namespace unbraid::unfolding
