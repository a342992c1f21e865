# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the commands of the documentation are run in a test: what stands for the reader's own files, which commands are
made shorter, and which cannot run here, with the reason."""

# The reader's file or folder on any page: what stands for it, relative to Resources/Audio. Sound files are recognised by
# what is in them, not by their name. A folder may be a table of its own. All are copied.
FILES = {
    "call.wav": "noisy-voice.flac",
    "beat.flac": "drums.flac",
    "beat.wav": "drums.flac",
    "take.wav": "two-hands.flac",
    "take.mid": "two-hands.mid",
    "bees.wav": "noisy-voice/noise.flac",
    "me.wav": "noisy-voice/speech.flac",
    "score.mid": "two-hands.mid",
    "song.wav": "song.flac",
    "stems": "song",
    "takes": {"guitar": {"1.flac": "song/guitar.flac"}, "voice": {"1.flac": "song/voice.flac"},
              "me": {"1.flac": "noisy-voice/speech.flac"}, "room": {"1.flac": "noisy-voice/noise.flac"}},
    "hits": {"kick": {"1.flac": "drums/kick.flac"}, "snare": {"1.flac": "drums/snare.flac"},
             "hats": {"1.flac": "drums/hi-hat.flac"}, "toms": {"1.flac": "drums/kick.flac"},
             "cymbals": {"1.flac": "drums/hi-hat.flac"}},
}

# Pages whose files are others.
PAGE_FILES = {
    "Docs/Archives.md": {"archive": {"1931": {"a.flac": "noisy-voice.flac"}},
                         "clean": {"1931": {"a.flac": "noisy-voice/speech.flac"}}},
    "Docs/Drums.md": {"played-kit.flac": "played-kit.flac", "beat.mid": "drum-score.mid"},
    "Docs/Bleed.md": {"kick.wav": "drums/kick.flac", "snare.wav": "drums/snare.flac", "hi-hat.wav": "drums/hi-hat.flac",
                      "overhead-l.wav": "drums.flac", "overhead-r.wav": "drums.flac"},
    "Docs/Decompose.md": {"take.wav": "four-notes.flac"},
    "Docs/Synthesis.md": {"take.wav": "four-notes.flac"},
    "Docs/Phase.md": {"duo.wav": "duo.flac"},
    "Docs/Trees.md": {"song.wav": "band.flac"},
    "Docs/Stereo.md": {"duo.wav": "duo.flac", "old.wav": "song.flac"},
    "Docs/Training.md": {"song.wav": "band.flac"},
    "Docs/Transcription.md": {"recording.wav": "two-hands.flac", "true.mid": "two-hands.mid"},
    "Docs/Evaluation.md": {"clean": {"a.flac": "noisy-voice/speech.flac"}, "noisy": {"a.flac": "noisy-voice.flac"},
                           "theirs": {"song.voice.flac": "song/voice.flac", "song.guitar.flac": "song/guitar.flac"},
                           "out": {"a.speech.flac": "noisy-voice/speech.flac"}},
}
PAGE_TEXTS = {"Docs/Evaluation.md": {"snr.csv": "a,10 dB\n"}}

# The same command with less to do: (page, pattern, what stands in its place).
SHORTER = [
    ("README.md", r"^unbraid decompose .*", r"\g<0> --iterations 30"),
    ("README.md", r"^unbraid train .*", r"\g<0> --iterations 20"),
    ("Docs/Drums.md", r"^unbraid train --(hits|kit) .*", r"\g<0> --iterations 10"),
    ("Docs/Bleed.md", r"^unbraid debleed .*", r"\g<0> --iterations 3"),
    ("Docs/Decompose.md", r"^unbraid decompose (?!.*--group).*", r"\g<0> --iterations 30"),
    ("Docs/Synthesis.md", r"^unbraid decompose .*", r"\g<0> --iterations 10"),
    ("Docs/Training.md", r"^unbraid train .*", r"\g<0> --iterations 20"),
    ("Docs/TrainingTerms.md", r"^unbraid (train|decompose) .*", r"\g<0> --iterations 30"),
]

# (page or "", pattern, why the command is not run). Options of `unbraid` are still checked against its help.
NOT_RUN = [
    ("", r"\bapt(-get)? (install|update)\b", "installs packages"),
    ("", r"^cmake ", "configures or builds: continuous integration does"),
    ("", r"^ctest ", "runs the tests, of which this is one"),
    ("", r"^(PULSE_SINK=\S+ )?unbraid live", "needs a sound card; Tests/Host/App runs it on a sound server of its own"),
    ("", r"^(pactl|systemctl) ", "needs the user's sound server or session"),
    ("", r"^unbraid train --unfold", "trains for hours"),
    ("Docs/Python.md", r"^(python3 -m|voices/bin/pip) ", "makes and installs the wheel: Tests/Python/check_wheel.py does"),
    ("Docs/Calls.md", r"^(pipewire|mkdir|cp) ", "needs the user's PipeWire"),
    ("Docs/Lessons/README.md", r"^(export|cd) ", "starts Jupyter; check_lessons.py runs the notebooks"),
    ("Docs/DeepPriors.md", r"^python3 source_autoencoders", "needs folders of recordings; Tests/Recipes tests the script"),
    ("Docs/Bleed.md", r"^python3 Tests/Quality/Material/", "needs a drum kit of another project and recordings that do not ship"),
    ("Docs/Calls.md", r"^ffmpeg .*ladspa", "needs the filter, which Tests/Unit/Interface loads"),
    ("Docs/Scale.md", r"^(resume=|srun )", "is for a cluster"),
    ("", r"UNBRAID_KEEP_PICTURES", "replaces the kept pictures"),
    ("Resources/Dictionaries/Decoders/speech.md", r"^python3 ", "needs the recordings; Tests/Recipes tests the script"),
    ("Resources/Dictionaries/Recipes/README.md", r"^(git|apt-get|python3|gcc) ",
     "needs the recordings or another project's code; Tests/Recipes tests the scripts"),
]


# (page, pattern): commands that examples in Python need before them, and that follow them. The first run without Python too.
BEFORE_PYTHON = [("Docs/ActivationsFormat.md", r"--activations")]
AFTER_PYTHON = [("Docs/Decompose.md", r"old[-_]record"), ("Docs/Decompose.md", r"^rm restored/"),
                ("Docs/DictionaryFormat.md", r"mine\.safetensors")]

# What the examples in Python of a page need (Debian: python3-NAME); without it they are skipped, which is said.
MODULES = {"Docs/ActivationsFormat.md": ["numpy"], "Docs/DictionaryFormat.md": ["numpy"], "Docs/Decompose.md": ["numpy", "scipy", "soundfile"],
           "Docs/Python.md": ["unbraid"]} # which Tests/Python runs with the package that was built

# Sentences of README.md with figures, the section where these stand, and for each its row, its column and which number of that cell it is.
FRONT = [
    (r"from (\S+) to (\S+) dB SI-SDR and from (\S+) to (\S+) PESQ", "Docs/Scores.md#beside-other-programs",
     [("noisy", "test", 2), ("**`speech`**", "test", 2), ("noisy", "test", 0), ("**`speech`**", "test", 0)]),
    (r"weak: (\S+) dB on voices that others recorded, where DeepFilterNet 3 has ([\d.]+\d)", "Docs/Scores.md#at-48-khz",
     [("**`speech`**", "others' voices", 0), ("DeepFilterNet 3, a port", "others' voices", 0)]),
    (r"`band` gains (\S+) dB on vocals, (\S+) on drums, (\S+) on bass and (\S+) on the rest", "Docs/Songs.md#songs-that-nobody-here-had-met",
     [("**`band`**", stem, 0) for stem in ("vocals", "drums", "bass", "other")]),
]
