// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/Divergence.h"
#include "Core/Spectral/Fft.h"
#include "Files/Resampler.h"
#include "Files/Safetensors.h"
#include "Support/FullDisk.h"
#include "Support/Paths.h"
#include "Support/Skip.h"
#include "Unit/Cli/Workplace.h"

#include <cstring>

using namespace unbraid;
using namespace unbraid::test;

namespace
{
using PackedMatrixXd = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double rateHz = 16000.0;
constexpr double modelFloor = 1e-6; // as the format's page says

/** A file of activations, read by the reader of dictionaries, which takes no hole, overlap or surplus. */
class Activations
{
public:
    explicit Activations (const fs::path& path)
        : text (readText (path))
    {
        auto parsed = files::parseSafetensors (std::as_bytes (std::span (text)));
        REQUIRE (parsed.ok());
        content = std::move (parsed).value();
    }

    [[nodiscard]] std::string value (const std::string& key) const { return content.metadata.at (key); }
    [[nodiscard]] Index number (const std::string& key) const { return std::stol (value (key)); }

    /** A tensor of one or two dimensions. */
    [[nodiscard]] PackedMatrixXd tensor (const std::string& name) const
    {
        const auto& found = content.tensors.at (name);
        const Index columns = found.shape.size() > 1 ? found.shape[1] : 1;
        if (found.type == "F64")
            return read<double> (found.bytes, found.shape[0], columns);
        REQUIRE (found.type == "F32");
        return read<float> (found.bytes, found.shape[0], columns);
    }

private:
    template <class Number>
    static PackedMatrixXd read (std::span<const std::byte> bytes, Index rows, Index columns)
    {
        Eigen::Matrix<Number, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> numbers (rows, columns);
        std::memcpy (numbers.data(), bytes.data(), bytes.size());
        return numbers.template cast<double>();
    }

    std::string text;
    files::Safetensors content;
};

/** |FFT|^2 of a frame, all channels together, by the definition of the format's page: the analysis window ends at
    sample (frame + 1) hop, sound before and after the recording is silence. */
Eigen::VectorXd powerOf (const MatrixXf& sound, Index frame, const core::FrameGeometry& geometry)
{
    core::RealFft fft;
    REQUIRE (fft.prepare (geometry.fft).ok());
    const Eigen::VectorXf window = core::makeWindowPair (geometry).analysis;
    const Index start = (frame + 1) * geometry.hop - geometry.analysis;
    Eigen::VectorXd power = Eigen::VectorXd::Zero (geometry.numBins());
    for (Index channel = 0; channel < sound.cols(); ++channel)
    {
        Eigen::VectorXf padded = Eigen::VectorXf::Zero (geometry.fft);
        for (Index n = 0; n < geometry.analysis; ++n)
            if (start + n >= 0 && start + n < sound.rows())
                padded[n] = window[n] * sound (start + n, channel);
        Eigen::VectorXcf bins (geometry.numBins());
        fft.forward (padded.data(), bins.data());
        power += bins.cwiseAbs2().cast<double>();
    }
    return power;
}

core::FrameGeometry geometryOf (const Activations& file, core::LatencyMode mode)
{
    const auto geometry = core::frameGeometry (rateHz, mode, 0.032);
    REQUIRE (geometry.ok());
    REQUIRE (file.number ("hop") == geometry.value().hop);
    REQUIRE (file.number ("window") == geometry.value().analysis);
    REQUIRE (file.number ("synthesis_window") == geometry.value().synthesis);
    return geometry.value();
}

/** The same sound without anything above a third of its band, as one recorded at a lower rate. */
MatrixXf dull (const MatrixXf& sound)
{
    const auto lower = files::resample (sound, rateHz, rateHz / 3.0);
    REQUIRE (lower.ok());
    const auto back = files::resample (lower.value(), rateHz / 3.0, rateHz);
    REQUIRE (back.ok());
    return back.value();
}

struct Explained
{
    double divergence = 0.0; // a bin
    double shareOfLow = 0.0;
};

/** What the file's W and H make of a frame's true power: squares where the file is about magnitudes. */
Explained explainFrame (const Activations& file, Index frame, const Eigen::VectorXd& allPower)
{
    const bool isPower = file.value ("spectrum") == "power";
    const Index bins =
        (file.tensor ("frequencies").array() <= file.tensor ("band_hz") (frame, 0) + 0.01).count();
    const auto atoms = file.tensor ("W");
    const Eigen::VectorXd weights = file.tensor ("H").row (frame).transpose();
    const Eigen::ArrayXd power = allPower.head (atoms.rows()).array();
    const Eigen::ArrayXd v = power.pow (isPower ? 1.0 : 0.5);
    const double level = v.head (bins).mean();
    const Eigen::ArrayXd low = (atoms.leftCols (4) * weights.head (4)).array();
    const Eigen::ArrayXd high = (atoms.rightCols (4) * weights.tail (4)).array();
    const Eigen::ArrayXf seen = (v / level + modelFloor).cast<float>();
    const Eigen::ArrayXf model = ((low + high) / level + modelFloor).cast<float>();
    const double exponent = isPower ? 1.0 : 2.0;
    const Eigen::ArrayXd mask = low.pow (exponent) / (low.pow (exponent) + high.pow (exponent));
    return { core::betaDivergence (seen.head (bins), model.head (bins), isPower ? 0.0 : 1.0) /
                 static_cast<double> (bins),
             (mask * power).sum() / power.sum() };
}

/** A sound with half a second of digital silence in it. */
MatrixXf interrupted (Index channels)
{
    MatrixXf sound = tones (rateHz, 24000, channels);
    sound.middleRows (8000, 8000).setZero();
    return sound;
}
} // namespace

TEST_CASE ("Writing activations changes no byte of the sources")
{
    const Workplace work;
    for (const double rate : { 8000.0, 44100.0 })
        for (const std::string mode : { "low", "balanced", "high" })
        {
            writeSound (work / "in.wav", rate, tones (rate, static_cast<Index> (1.3 * rate), 2));
            Words words{ "separate", "in.wav",       "--dictionary", "pair",  "--latency",
                         mode,       "--silent",     "low=0.2-0.41", "--out", "a",
                         "--silent", "high=0.3-0.5", "--residual",   "4" };
            checkWorks (work.run (words));
            words[9] = "b";
            words.insert (words.end(), { "--activations", "b/in.activations" });
            checkWorks (work.run (words));
            for (const std::string source : { "low", "high", "residual" })
            {
                std::string name ("/in.");
                name.append (source).append (".wav");
                CHECK (readText (work / ("a" + name)) == readText (work / ("b" + name)));
            }
        }
}

TEST_CASE ("There is one row of activations per frame, with the time at which the frame is centred")
{
    const Workplace work;
    const Index length = 20001;
    writeSound (work / "in.wav", rateHz, tones (rateHz, length, 2));
    checkWorks (
        work.run ({ "separate", "in.wav", "--dictionary", "pair", "--residual", "3", "--activations", "x" }));
    const Activations file (work / "x");
    const auto geometry = geometryOf (file, core::LatencyMode::balanced);
    const Index frames = (length + geometry.synthesis) / geometry.hop; // the latency is played out
    CHECK (file.tensor ("H").rows() == frames);
    CHECK (file.tensor ("H").cols() == 11);
    CHECK (file.tensor ("mask_energy").rows() == frames);
    CHECK (file.tensor ("mask_energy").cols() == 3);
    CHECK (file.tensor ("divergence").rows() == frames);
    CHECK (file.tensor ("band_hz").rows() == frames);
    CHECK (file.tensor ("W").rows() == file.tensor ("frequencies").rows());
    CHECK (file.tensor ("W").colwise().sum().isOnes (1e-4));
    const auto times = file.tensor ("time_seconds");
    REQUIRE (times.rows() == frames);
    CHECK (times (0, 0) ==
           Approx ((static_cast<double> (geometry.hop) - 0.5 * static_cast<double> (geometry.synthesis)) /
                   rateHz));
    CHECK (times (frames - 1, 0) == Approx (static_cast<double> (length) / rateHz).margin (0.5 * 0.02));
    CHECK (file.value ("dictionary") == "pair");
    CHECK (file.value ("spectrum") == "power");
    CHECK (file.value ("channels") == "2");
    CHECK (file.value ("adapting") == "residual");
    const auto sources = nlohmann::json::parse (file.value ("sources"));
    REQUIRE (sources.size() == 3);
    CHECK (sources[1]["name"] == "high");
    CHECK (sources[2]["first_atom"] == 8);
}

TEST_CASE ("A click is loudest in the frame whose time is the click's")
{
    const Workplace work;
    MatrixXf click = MatrixXf::Zero (16000, 1);
    constexpr Index at = 7000;
    click (at, 0) = 1.0f;
    writeSound (work / "click.wav", rateHz, click);
    for (const std::string mode : { "low", "balanced", "high" })
    {
        checkWorks (work.run (
            { "separate", "click.wav", "--dictionary", "pair", "--latency", mode, "--activations", "x" }));
        const Activations file (work / "x");
        Index loudest = 0;
        file.tensor ("H").rowwise().sum().col (0).maxCoeff (&loudest);
        const double hopSeconds = static_cast<double> (file.number ("hop")) / rateHz;
        CHECK (std::abs (file.tensor ("time_seconds") (loudest, 0) - static_cast<double> (at) / rateHz) <
               hopSeconds);
    }
}

TEST_CASE ("W H is the spectrum of each frame to the divergence stated, and gives the masks' shares")
{
    // Three routes in single precision: FFT, kernels, file.
    constexpr double rounding = 2e-3;
    const Workplace work;
    auto magnitudes = lowAndHigh();
    magnitudes.spectrum = core::Spectrum::magnitude;
    magnitudes.divergenceBeta = 1.0f;
    magnitudes.maskExponent = 2.0f;
    work.save ("magnitudes", magnitudes);
    for (const auto& sound : { interrupted (2), dull (interrupted (2)) })
        for (const std::string name : { "pair", "magnitudes" })
        {
            writeSound (work / "in.wav", rateHz, sound);
            checkWorks (work.run ({ "separate", "in.wav", "--dictionary", name, "--activations", "x" }));
            const Activations file (work / "x");
            const auto geometry = geometryOf (file, core::LatencyMode::balanced);
            const auto shares = file.tensor ("mask_energy"), divergence = file.tensor ("divergence");
            for (Index frame = 0; frame < shares.rows(); frame += 7)
            {
                if (shares.row (frame).isZero())
                    continue;
                const auto found = explainFrame (file, frame, powerOf (sound, frame, geometry));
                INFO (name << " frame " << frame);
                CHECK (divergence (frame, 0) == Approx (found.divergence).epsilon (rounding));
                CHECK (shares (frame, 0) == Approx (found.shareOfLow).epsilon (rounding));
            }
            CHECK (divergence.maxCoeff() > 0.0);
        }
}

TEST_CASE ("The band of a dull sound is found, and that of a bright one is the whole")
{
    const Workplace work;
    const auto bright = tones (rateHz, 48000, 1);
    writeSound (work / "bright.wav", rateHz, bright);
    writeSound (work / "dull.wav", rateHz, dull (bright));
    checkWorks (
        work.run ({ "separate", "bright.wav", "dull.wav", "--dictionary", "pair", "--activations", "x" }));
    const auto bandHz = [&] (const std::string& name)
    {
        const Activations file (work / ("x/" + name + ".activations.safetensors"));
        return file.tensor ("band_hz") (550,
                                        0); // after 2.75 s: a sound that begins is a click, as bright as any
    };
    CHECK (bandHz ("bright") == Approx (8000.0).epsilon (0.01));
    CHECK (bandHz ("dull") > 2600.0);
    CHECK (bandHz ("dull") < 5000.0); // windows have skirts
}

TEST_CASE ("Shares of the energy sum to one in every frame that sounds; silent frames are zero throughout")
{
    const Workplace work;
    const auto sound = interrupted (1);
    writeSound (work / "in.wav", rateHz, sound);
    checkWorks (work.run ({ "separate", "in.wav", "--dictionary", "pair", "--activations", "x" }));
    const Activations file (work / "x");
    const auto geometry = geometryOf (file, core::LatencyMode::balanced);
    const auto activations = file.tensor ("H"), shares = file.tensor ("mask_energy");
    Index silent = 0;
    for (Index frame = 0; frame < activations.rows(); ++frame)
    {
        const Index end = (frame + 1) * geometry.hop;
        const bool isSilent =
            (end - geometry.analysis >= 8000 && end <= 16000) || end - geometry.analysis >= 24000;
        INFO ("frame " << frame);
        CHECK (shares.row (frame).sum() == Approx (isSilent ? 0.0 : 1.0).margin (1e-5));
        CHECK (activations.row (frame).isZero() == isSilent);
        silent += isSilent ? 1 : 0;
    }
    CHECK (silent > 50);
}

TEST_CASE ("An independent reader in plain Python agrees about the activations")
{
    if (std::system ("python3 -c pass 2>/dev/null") != 0)
        return test::skip ("no python3");
    const Workplace work;
    writeSound (work / "in.wav", rateHz, interrupted (1));
    checkWorks (work.run ({ "separate", "in.wav", "--dictionary", "pair", "--activations", "x" }));
    const Activations file (work / "x");
    const auto shares = file.tensor ("mask_energy");
    const Index frames = shares.rows(), sounding = (shares.rowwise().sum().array() > 0.0).count();
    const auto outcome = work.shell (std::string ("python3 '") + paths::testData + "/read_activations.py' x");
    checkWorks (outcome);
    char expected[200];
    std::snprintf (expected, sizeof (expected),
                   "low 0 4 %.3f\nhigh 4 4 %.3f\n%ld frames of 8 atoms, %ld sounding, to %.4f s\n",
                   shares.col (0).sum() / static_cast<double> (sounding),
                   shares.col (1).sum() / static_cast<double> (sounding), static_cast<long> (frames),
                   static_cast<long> (sounding), file.tensor ("time_seconds") (frames - 1, 0));
    CHECK (outcome.out == expected);
}

TEST_CASE ("Several inputs have a folder of activations, and one from a pipe has a file")
{
    const Workplace work;
    for (const std::string name : { "in/a.wav", "in/b.wav" })
        writeSound (work / name, rateHz, tones (rateHz, 4000, 1));
    const auto outcome =
        work.run ({ "separate", "in", "--dictionary", "pair", "--activations", "x", "--out", "o" });
    checkWorks (outcome);
    CHECK (work.names ("x") == Words{ "a.activations.safetensors", "b.activations.safetensors" });
    CHECK (outcome.out.find ("o/a.high.wav\nx/a.activations.safetensors\no/b.low.wav\n") !=
           std::string::npos);

    const auto piped =
        work.shell ("\"$U\" separate - --dictionary pair --only low --activations y < in/a.wav > a.wav");
    checkWorks (piped);
    const Activations whole (work / "x/a.activations.safetensors"), streamed (work / "y");
    CHECK (streamed.tensor ("H") == whole.tensor ("H"));
}

TEST_CASE ("Activations overwrite no input, dictionary or source, and nothing is left after a failure")
{
    const Workplace work;
    for (const std::string name : { "a.wav", "b.wav" })
        writeSound (work / name, rateHz, tones (rateHz, 100000, 1));
    writeText (work / "x", "a file");
    const auto dictionary = readText (work / "dictionaries/pair.safetensors");
    for (const std::string target :
         { "a.wav", "./o/../a.wav", "dictionaries/pair.safetensors", "o/a.low.wav", "" })
        checkFails (
            work.run ({ "separate", "a.wav", "--dictionary", "pair", "--out", "o", "--activations", target }),
            2);
    checkFails (work.run ({ "separate", "a.wav", "b.wav", "--dictionary", "pair", "--out", "o",
                            "--activations", "x" }),
                2);
    CHECK (readText (work / "dictionaries/pair.safetensors") == dictionary);
    CHECK (! fs::exists (work / "o"));

    const FullDisk disk (150000);
    checkFails (
        work.run ({ "separate", "a.wav", "--dictionary", "pair", "--out", "o", "--activations", "o/x" }), 1);
    CHECK (work.names ("o").empty());
}
