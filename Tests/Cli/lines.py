# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command lines: what is typed, how it ends, what it says. `$U` is the program; material.py lays out the files."""
from dataclasses import dataclass, field

SOUND, MIDI, PICTURE, DICTIONARY, TABLE = "sound", "midi", "picture", "dictionary", "table"


@dataclass
class Line:
    script: str
    code: int = 0
    says: str = ""  # on standard error, a pattern; empty: anything where it fails, nothing where it works
    prints: str = ""  # on standard output
    makes: dict = field(default_factory=dict)  # new files and their kinds
    replaces: tuple = ()  # inputs that it may change


def refused(script, says):
    return Line(script, 2, says)


def fails(script, says):
    return Line(script, 1, says)


TRAIN = "$U train --source a=takes --source b=room --ranks a=2 b=1 --iterations 2 --rate 16000"
PLAIN = "--dictionary speech-plain"

# An output that is an input, by its own name, another spelling, a link, a hard link.
INPUTS_KEPT = [
    refused("$U transcribe voice.wav --out voice.wav", "'voice.wav' is an input"),
    refused("$U transcribe voice.wav --out ./takes/../voice.wav", "is an input"),
    refused("$U transcribe voice.wav --out link.wav", "is an input"),
    refused("$U transcribe link.wav --out voice.wav", "is an input"),
    refused("$U transcribe voice.wav --out hard.wav", "is an input"),
    refused("$U transcribe voice.wav --out voice.wav --overwrite", "is an input"),
    refused("$U transcribe voice.wav --reference score.mid --out score.mid", "is an input"),
    refused("$U align voice.wav --midi score.mid --out voice.wav", "is an input"),
    refused("$U align voice.wav --midi score.mid --out score.mid", "is an input"),
    refused("$U upmix voice.wav --out voice.wav", "is an input"),
    refused("$U upmix voice.wav --out hard.wav", "is an input"),
    refused("$U repair voice.wav --out voice.wav", "is an input"),
    refused("cp voice.wav v.wav; cp music.wav v.own.wav; $U debleed v.wav v.own.wav --out .; s=$?; rm v.*; exit $s",
            "is an input"),
    refused("$U repair voice.wav --dictionary mine.safetensors --out mine.safetensors", "is an input"),
    refused("$U mosaic voice.wav --from music.wav --out voice.wav", "is an input"),
    refused("$U mosaic voice.wav --from music.wav --out music.wav", "is an input"),
    refused("$U mosaic voice.wav --from takes --out takes/b.wav", "is an input"),
    refused("$U mosaic link.wav --from music.wav --out hard.wav", "is an input"),
    refused("$U fit voice.wav --dictionary drums-plain --silent kick=0-0.2 --out voice.wav", "is an input"),
    refused("$U enrol voice.wav --dictionary mine.safetensors --out mine.safetensors", "is an input"),
    refused("$U fit voice.wav --dictionary mine.safetensors --silent kick=0-0.2 --out mine.safetensors",
            "is an input"),
    refused("$U train --source a=voice.wav --source b=room --out voice.wav", "is an input"),
    refused(f"{TRAIN} --out takes/a.wav --overwrite", "is an input"),
    refused(f"{TRAIN} --out new.safetensors --curve takes/b.wav --overwrite", "is an input"),
    refused("$U train --hits --source a=takes/a.wav b=takes/b.wav --out takes/b.wav", "is an input"),
    refused("$U inspect mine.safetensors --plot mine.safetensors", "is an input"),
    refused("$U separate voice.wav --only speech --out voice.wav", "is an input"),
    refused("$U separate voice.wav --only speech --out link.wav", "is an input"),
    refused("$U separate voice.wav --activations voice.wav", "is an input"),
    refused("$U separate voice.wav --dictionary mine.safetensors --activations mine.safetensors", "is an input"),
    refused("mkdir d; cp mine.safetensors d/band-large.safetensors; "
            "UNBRAID_DICTIONARIES=d $U upmix voice.wav --out d/band-large.safetensors; s=$?; rm -r d; exit $s", "is an input"),
    refused("mkdir d; cp mine.safetensors d/piano-notes.safetensors; "
            "UNBRAID_DICTIONARIES=d $U transcribe voice.wav --out d/piano-notes.safetensors; s=$?; rm -r d; exit $s",
            "is an input"),
    refused("cp voice.wav x.wav; ln -s x.wav x.component-01.wav; "
            "$U decompose x.wav --components 1 --out .; s=$?; rm x.*; exit $s", "is an input"),
]

# What lies where an output would go, and is something else.
OTHERS_KEPT = [
    refused("$U transcribe music.wav --out voice.wav", "is not a MIDI file.*--overwrite"),
    refused("$U transcribe music.wav --out notes.txt", "is not a MIDI file"),
    refused("$U upmix voice.wav --dictionary speech-plain --out score.mid", "is not a recording"),
    refused("$U upmix voice.wav --dictionary speech-plain --out text.wav", "is not a recording"),
    refused("$U mosaic voice.wav --from music.wav --out text.wav", "is not a recording"),
    refused("$U inspect mine.safetensors --plot voice.wav", "is not a picture"),
    refused(f"{TRAIN} --out voice.wav", "is not a dictionary"),
    refused(f"{TRAIN} --out picture.png", "is not a dictionary"),
    refused(f"{TRAIN} --out new.safetensors --curve notes.txt", "is not a table"),
    refused("$U separate voice.wav --activations mine.safetensors", "is not activations"),
    refused(f"{TRAIN} --out takes", "is an input"),
    refused("$U transcribe voice.wav --out /dev/null", "cannot be written"),
    refused("$U transcribe voice.wav --out notes.txt/x.mid", "since a file has its name"),
    refused("$U separate voice.wav music.wav other --out parts", "one name"),
    refused("$U separate voice.wav voice.wav", "one name"),
    refused("$U separate voice.wav --only speech --out x.wav --activations x.wav", "two outputs would have one name"),
    refused("$U separate voice.wav --only speech --out dangling.wav --activations not-yet.wav",
            "two outputs would have one name"),
    Line("$U transcribe music.wav --out picture.png --overwrite", prints="note", replaces=("picture.png",)),
    Line("$U inspect mine.safetensors --plot score.mid --overwrite", replaces=("score.mid",)),
    Line("$U transcribe music.wav --out nothing.wav", prints="note", replaces=("nothing.wav",)),  # empty: no loss
]

# Archives: folders inside folders, a table of results.
ARCHIVES = [
    Line(f"$U separate takes --recursive {PLAIN} --out stems --table t.csv --only speech", prints="^\\d+ files done, 0 failed\n$",
         makes={"t.csv": TABLE, "stems/a.speech.wav": SOUND, "stems/b.speech.wav": SOUND}),
    Line(f"$U separate voice.wav {PLAIN} --only speech --table t.jsonl", prints="^1 file done, 0 failed\n$",
         makes={"t.jsonl": TABLE, "voice.speech.wav": SOUND}),
    Line("$U transcribe takes --out notes --table t.csv", prints="files done",
         makes={"t.csv": TABLE, "notes/a.mid": MIDI, "notes/b.mid": MIDI}),
    refused("$U transcribe takes --out notes", "a folder of recordings needs --table"),
    refused("$U separate takes --resume", "--resume needs --table"),
    refused("$U separate takes --table t.csv --retry", "--retry needs --resume"),
    refused("$U separate takes --table t.txt", "--table takes a name that ends in .csv or .jsonl"),
    refused("$U separate takes --table t.csv --json", "one of the two"),
    refused("$U separate - --only speech --table t.csv", "standard input"),
    refused("$U separate takes --table takes/a.wav", "is not a table"),
    refused("cp notes.txt t.csv; $U separate takes --table t.csv; s=$?; rm t.csv; exit $s", "is not a table"),
    fails(f"$U separate takes --recursive {PLAIN} --out takes/stems", "found by the next run"),
    fails(f"$U separate . --recursive {PLAIN}", "found by the next run"),
]

# A training's checkpoint.
CHECKPOINTS = [
    refused(f"{TRAIN} --out new.safetensors --resume", "no training to resume"),
    refused(f"{TRAIN} --incremental --out mine.safetensors --resume", "no training to resume"),
    refused(f"{TRAIN} --incremental --out old.safetensors", "--resume to continue that, or --overwrite"),
    refused(f"{TRAIN} --incremental --out old.safetensors --resume", "is not a checkpoint"),
    Line(f"{TRAIN} --out old.safetensors --overwrite", prints="old.safetensors: a \\(2 atoms\\), b \\(1 atom\\)",
         makes={"old.safetensors": DICTIONARY}, replaces=("old.safetensors.checkpoint",)),
]

# What newcomers type, and what works.
NEWCOMERS = [
    Line("$U separate voice.wav", makes={"voice.speech.wav": SOUND, "voice.noise.wav": SOUND}),
    Line("$U separate voice.wav --only speech --out clean.wav", prints="^clean.wav$", makes={"clean.wav": SOUND}),
    Line("$U separate voice.wav --only speech --out clean.flac", makes={"clean.flac": SOUND}),
    Line("$U separate voice.wav --only speech --out deep/er/clean.ogg", makes={"deep/er/clean.ogg": SOUND}),
    Line(f"$U separate voice.wav {PLAIN} --only speech --out folder", makes={"folder/voice.speech.wav": SOUND}),
    Line(f"mkdir v1.2; $U separate voice.wav {PLAIN} --only speech --out v1.2",
         makes={"v1.2/voice.speech.wav": SOUND}),
    refused("$U separate voice.wav --only speech --out clean.xyz", "written as '.xyz'.*\\.flac"),
    refused("$U separate voice.wav --only speech --out clean.flac --format pcm16", "files that end in .wav"),
    Line("$U upmix voice.wav --dictionary speech-plain --out new/wide.flac", prints="speech",
         makes={"new/wide.flac": SOUND}),
    refused("$U upmix voice.wav --out wide", "no ending"),
    Line(f"$U separate voice.wav {PLAIN} --phase misi --phase-iterations 2 --only speech --out clean.wav", prints="^clean.wav$",
         makes={"clean.wav": SOUND}),
    Line(f"$U separate voice.wav {PLAIN} --quality best --only speech --out clean.wav", prints="^clean.wav$",
         makes={"clean.wav": SOUND}),
    Line("$U separate voice.wav --dictionary drums --quality best --only kick --out kick.wav", prints="^kick.wav$",
         says="nothing to add for 'drums'.*high latency", makes={"kick.wav": SOUND}),
    refused("$U separate - --only speech --quality best", "standard input can be read once"),
    refused("$U separate voice.wav --phase griffin-lim", "--phase"),
    refused(f"$U separate voice.wav {PLAIN} --phase misi --place", "--place separates by filters"),
    refused("$U separate voice.wav --phase online-misi --phase-look-ahead 4", "--phase-look-ahead"),
    Line("$U repair voice.wav --out new/whole.flac", prints="^new/whole.flac: peak", makes={"new/whole.flac": SOUND}),
    refused("$U repair voice.wav --out whole", "no ending"),
    refused("$U repair voice.wav --out whole.wav --gap 1", "--gap takes START-END"),
    refused("$U repair voice.wav --out whole.wav --clipping 3", "--clipping takes off, auto or.*not '3'"),
    refused("$U repair voice.wav --out whole.wav --gaps 900", "--gaps takes off, auto or.*not '900'"),
    refused("$U repair voice.wav --out whole.wav --gaps wide", "--gaps takes off, auto or.*not 'wide'"),
    refused("$U repair voice.wav --out whole.wav --hum 90", "--hum takes off, auto or.*not '90'"),
    refused("$U repair voice.wav --out whole.wav --clicks 1", "--clicks takes off, auto or.*not '1'"),
    Line("$U repair voice.wav --out whole.wav --hum auto --clicks auto --json", prints='"hum": null',
         makes={"whole.wav": SOUND}),
    Line("$U repair cut.wav --out whole.wav", says="'cut.wav' is damaged or incomplete: 0.20 s of",
         makes={"whole.wav": SOUND}),
    fails("$U repair missing.wav --out whole.wav", "there is no file 'missing.wav'"),
    fails("$U repair voice.wav --out whole.wav --dictionary nowhere", "there is no dictionary 'nowhere'"),
    Line("$U debleed voice.wav music.wav --atoms 2 --iterations 2 --silent voice=0-0.1 --out clean",
         prints="^clean/voice.own.wav: bleed .* dB beside voice\nclean/music.own.wav: bleed",
         makes={"clean/voice.own.wav": SOUND, "clean/voice.bleed.wav": SOUND, "clean/music.own.wav": SOUND,
                "clean/music.bleed.wav": SOUND}),
    Line("$U debleed cut.wav music.wav --atoms 2 --iterations 2 --out clean", says="'cut.wav' is damaged or incomplete: 0.20 s of",
         makes={f"clean/{name}.{part}.wav": SOUND for name in ("cut", "music") for part in ("own", "bleed")}),
    refused("$U debleed voice.wav music.wav --together voice,nobody --out clean", "nobody"),
    refused("$U debleed voice.wav music.wav --together voice,music --out clean", "all microphones belong to one source"),
    refused("$U debleed voice.wav takes/../voice.wav --out clean", "the same name"),
    fails("$U debleed voice.wav missing.wav --out clean", "there is no file 'missing.wav'"),
    Line("$U mosaic voice.wav --from music.wav takes --out new/mosaic.flac",
         prints="^new/mosaic.flac: peak .* dB\n  \\d+ frames made from \\d+ of 3 recordings, ", makes={"new/mosaic.flac": SOUND}),
    Line("$U mosaic voice.wav --from 'takes/*' --transpose 2 --polyphony 0 --repetition 0 --continuity 0 --phase-iterations 0 "
         "--window 32 --out mosaic.wav", prints="^mosaic.wav: peak", makes={"mosaic.wav": SOUND}),
    Line("$U mosaic voice.wav --from silent.wav music.wav --out mosaic.wav", says="'silent.wav' is silent",
         prints="of 2 recordings", makes={"mosaic.wav": SOUND}),
    refused("$U mosaic voice.wav --out mosaic.wav", "--from is missing"),
    refused("$U mosaic voice.wav --from music.wav --out mosaic", "no ending"),
    refused("$U mosaic voice.wav --from music.wav --out mosaic.wav --polyphony -1", "--polyphony"),
    refused("$U mosaic voice.wav --from music.wav --out mosaic.wav --window 1000", "--window"),
    fails("$U mosaic missing.wav --from music.wav --out mosaic.wav", "there is no file 'missing.wav'"),
    fails("$U mosaic voice.wav --from missing.wav --out mosaic.wav", "there is no file 'missing.wav'"),
    fails("$U mosaic voice.wav --from mixed --out mosaic.wav", "no sound files"),
    fails("$U mosaic silent.wav --from music.wav --out mosaic.wav", "nothing to imitate"),
    fails("$U mosaic voice.wav --from silent.wav empty.wav --out mosaic.wav", "nothing to make a mosaic of"),
    refused(f"{TRAIN} --out new.safetensors --incremental --continuity 1", "cannot be used with --incremental"),
    refused(f"{TRAIN} --out new.safetensors --hits --orthogonality 1", "cannot be used with --hits"),
    refused(f"{TRAIN} --out new.safetensors --notes a --orthogonality-between 1", "cannot be used with --notes"),
    refused(f"{TRAIN} --out new.safetensors --orthogonality -1", "--orthogonality"),
    Line(f"{TRAIN} --out new/p.safetensors --continuity 0.1 --orthogonality 0.1 --orthogonality-between 0.1",
         prints="b \\(1 atom\\)", makes={"new/p.safetensors": DICTIONARY}),
    refused("$U separate voice.wav --dictionary piano --soft-score --out parts", "needs --midi"),
    refused("$U separate voice.wav --dictionary piano --midi score.mid --score-coupling 0.1 --out parts", "needs --soft-score"),
    refused("$U separate voice.wav --dictionary piano --midi score.mid --soft-score --phase misi --out parts", "do not go with it"),
    refused("$U decompose voice.wav --components auto --model cdl --out parts", "needs a number of --components"),
    refused("$U decompose voice.wav --components 2 --model cdl --beta auto --out parts", "needs --model is-nmf"),
    refused("$U decompose voice.wav --components 2 --coupling 1 --out parts", "needs --model soft-co or deep"),
    fails("$U decompose voice.wav --components 2 --model soft-co --iterations 10 --out parts", "two channels"),
    refused("$U decompose voice.wav --components 2 --beta 3 --out parts", "--beta"),
    refused("$U decompose voice.wav --components 2 --beta 1 --divergence kl --out parts", "say the same"),
    refused("$U decompose voice.wav --components 2 --smoothness 1 --continuity 1 --out parts", "cannot be used together"),
    Line("$U transcribe voice.wav --out new/notes.mid", prints="notes.mid: \\d+ notes?\n",
         makes={"new/notes.mid": MIDI}),
    Line("$U inspect speech --plot new/atoms.png", prints="sources", makes={"new/atoms.png": PICTURE}),
    Line(f"{TRAIN} --out new/a.safetensors --curve new/a.csv", prints="b \\(1 atom\\)",
         makes={"new/a.safetensors": DICTIONARY, "new/a.csv": TABLE}),
    Line(f"$U separate {PLAIN} -- -dash.wav", makes={"-dash.speech.wav": SOUND, "-dash.noise.wav": SOUND}),
    refused("$U separate -dash.wav", "put -- before"),
    refused("$U seperate voice.wav", "^unbraid: there is no command 'seperate'. Did you mean 'separate'\\?"),
    refused("$U voice.wav", "unbraid separate voice.wav"),
    refused("$U", "a command is missing"),
    refused("$U separate", "INPUT is missing"),
    refused("$U transcribe voice.wav", "--out is missing"),
    refused("$U separate voice.wav --dictionnary speech", "Did you mean '--dictionary'"),
    refused("$U separate voice.wav --frobnicate", "there is no option '--frobnicate'"),
    refused("$U separate voice.wav --out", "--out needs a value"),
    refused("$U separate voice.wav --out --only speech", "--out needs a value"),
    refused("$U inspect speech --plot --help", "--plot needs a value"),
    refused("$U separate voice.wav --out a --out b", "more than once"),
    refused("$U transcribe voice.wav music.wav --out x.mid", "one argument too many"),
    refused("$U separate voice.wav --threads 0", "--threads takes 1 to 1024, not '0'"),
    refused("$U separate voice.wav --format mp3", "--format takes float32, pcm16, pcm24 or flac, not 'mp3'"),
    refused("$U separate voice.wav --only voice", "--only takes speech or noise, not 'voice'"),
    refused("$U separate voice.wav --reduction -3", "--reduction needs --only SOURCE or --without SOURCE"),
    refused("$U separate voice.wav --without voice", "--without takes speech or noise, not 'voice'"),
    refused("$U separate voice.wav --without noise --only speech", "--only and --without .* give one of the two"),
    refused("$U separate - --rate 16000", "--rate and --channels"),
    refused("$U separate voice.wav --dictionary speech-plain --iterations -3", "--iterations takes 1 to 50, not '-3'"),
    refused("$U separate voice.wav --iterations 3", "plain dictionaries only"),
    refused("$U evaluate --reference takes", "nothing to score"),
    fails("$U separate missing.wav", "there is no file 'missing.wav'"),
    fails("$U separate voice.wav --dictionary nowhere", "there is no dictionary 'nowhere'.*speech"),
    fails("$U separate voice.wav --dictionary half.safetensors", "cannot be read"),
    fails("$U separate mixed", "no sound files"),
    fails("$U enrol voice.wav --dictionary speech --out me.safetensors", "does not learn a voice"),
    fails("$U enrol missing.wav --dictionary speech --out me.safetensors", "there is no file 'missing.wav'"),
    refused("$U enrol voice.wav --dictionary speech", "--out"),
    refused("$U enrol voice.wav --out me.safetensors", "--dictionary"),
    fails("$U fit voice.wav --dictionary drums-plain --silent kick=100-200 --out x.safetensors", "behind the end"),
    fails("$U upmix music.wav --out wide.wav", "mono"),
    Line("$U dictionaries", prints="speech-light"),
    Line("UNBRAID_DICTIONARIES= HOME=/nonexistent $U dictionaries --json", prints="dictionaries"),
    Line("$U --help", prints="UNBRAID_DICTIONARIES"),
    Line("$U separate --help", prints="Examples:"),
    Line("$U --version", prints="^unbraid "),
]

# Sounds that are broken, odd, or in other programs' formats.
SOUNDS = [
    Line(f"$U separate cut.wav {PLAIN} --only speech --out x.wav", says="'cut.wav' is damaged or incomplete: 0.20 s of",
         makes={"x.wav": SOUND}),
    Line(f"$U separate nan.wav {PLAIN} --only speech --out x.wav", says="3 samples that are no numbers",
         makes={"x.wav": SOUND}),
    Line(f"$U separate huge.wav {PLAIN} --only speech --out x.wav", says="1 sample more than 120 dB",
         makes={"x.wav": SOUND}),
    Line(f"$U separate clipped.wav {PLAIN} --only speech --out x.wav", says="is clipped in \\d+ places",
         makes={"x.wav": SOUND}),
    Line(f"$U separate hot.wav {PLAIN} --only speech --reduction 0 --format pcm16 --out x.wav",
         says="beyond full scale.*float32", makes={"x.wav": SOUND}),
    Line(f"$U separate silent.wav {PLAIN} --only speech --out x.wav", says="is silent", makes={"x.wav": SOUND}),
    Line(f"$U separate empty.wav {PLAIN} --only speech --out x.wav", says="is empty", makes={"x.wav": SOUND}),
    Line(f"$U separate marked.wav {PLAIN} --only speech --out x.aiff", says="cannot hold.*marked.wav.*markers",
         makes={"x.aiff": SOUND}),
    Line(f"$U separate marked.wav {PLAIN} --only speech --out x.wav; grep -c 'cue ' x.wav", prints="1\n$",
         makes={"x.wav": SOUND}),
    fails("$U separate nothing.wav", "'nothing.wav' is empty"),
    fails("$U separate text.wav", "is not a sound"),
    fails("$U separate zero-hertz.wav", "zero-hertz.wav"),
    fails("PATH=nobody $U separate text.mp3", "text.mp3.*ffmpeg"),
    fails("$U separate score.mid", "is a MIDI file, not a sound"),
    fails("$U transcribe picture.png --out x.mid", "is a picture, not a sound"),
    fails("PATH=nobody $U separate phone.m4a", "without the program ffmpeg, which is not installed"),
    fails("PATH=nobody $U separate text.wav", "is not a sound that can be read without the program ffmpeg"),
    fails("PATH=tools/failing:$PATH $U separate phone.m4a", "damaged, or is not a sound.*moov atom not found"),
    fails("PATH=tools/large:$PATH; ulimit -f 128; $U separate phone.m4a", "there is no room for a temporary file"),
    Line(f"PATH=tools/working:$PATH $U separate phone.m4a {PLAIN} --only speech --out x.wav", makes={"x.wav": SOUND}),
    Line(f"PATH=tools/working:$PATH; cat phone.m4a | $U separate - {PLAIN} --only speech --out x.wav",
         makes={"x.wav": SOUND}),
    Line(f"cat voice.wav | $U separate - {PLAIN} --only speech > x.wav", makes={"x.wav": SOUND}),
    Line(f"$U upmix voice.wav {PLAIN} --out v.flac && cat v.flac | $U separate - {PLAIN} --only speech --out x.wav",
         prints="x.wav", makes={"v.flac": SOUND, "x.wav": SOUND}),
    Line(f"$U upmix voice.wav {PLAIN} --out v.ogg && cat v.ogg | $U separate - {PLAIN} --only speech --out x.wav",
         prints="x.wav", makes={"v.ogg": SOUND, "x.wav": SOUND}),
    Line(f"$U separate - {PLAIN} --rate 16000 --channels 1 --only speech < raw.f32 > x.wav", makes={"x.wav": SOUND}),
    fails("cat notes.txt | $U separate -", "'standard input' is not a sound"),
    Line(f"for i in $(seq 60); do cp voice.wav takes/v$i.wav; done; ulimit -n 64; $U separate takes {PLAIN} "
         "--threads 512 --out o --table t.csv --only speech; rm -r o takes/v*", prints="^62 files done, 0 failed\n$",
         makes={"t.csv": TABLE}),
    fails("$U separate - < /dev/null", "'standard input' is empty"),
    Line("$U train --hits --source kick=takes/a.wav snare=takes/b.wav --rate 16000 --out kit.safetensors",
         prints="(?s)\\A(?!.*nan)", makes={"kit.safetensors": DICTIONARY}),
]

LINES = INPUTS_KEPT + OTHERS_KEPT + ARCHIVES + CHECKPOINTS + NEWCOMERS + SOUNDS
