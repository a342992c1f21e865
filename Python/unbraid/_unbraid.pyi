from typing import Any

import numpy
import numpy.typing

Array = numpy.typing.NDArray[Any]
Floats = numpy.typing.NDArray[numpy.float32]
Doubles = numpy.typing.NDArray[numpy.float64]

version: str

class Error(ValueError): ...

class Dictionary:
    atoms: Floats
    frequencies: Doubles
    path: str
    rate: float
    beta: float
    modes: list[str]
    licence: str
    sources: list[tuple[str, int, int, bool]]
    leaves: list[str]

class Engine:
    latency: int
    channels: int
    sources: list[str]
    def __init__(
        self, dictionary: Dictionary, rate: float, channels: int, mode: str, quieter_pauses: float | None
    ) -> None: ...
    def process(self, block: Floats) -> Floats: ...
    def reset(self) -> None: ...

def load(name: str) -> Dictionary: ...
def join(root: Dictionary, branches: dict[str, Dictionary]) -> Dictionary: ...
def to_bytes(dictionary: Dictionary) -> bytes: ...
def from_bytes(data: bytes, path: str) -> Dictionary: ...
def dictionary_names() -> list[str]: ...
def decompose(
    sound: Floats, rate: float, model: str, options: dict[str, str], threads: int, W: Floats, H: Floats
) -> tuple[Floats, dict[str, Array]]: ...
def decompose_models() -> list[tuple[str, str]]: ...
def repair(
    sound: Floats,
    rate: float,
    options: dict[str, str],
    gaps: list[tuple[float, float]],
    dictionary: Dictionary | None,
) -> tuple[Floats, list[dict[str, Any]]]: ...
def debleed(
    microphones: Floats,
    rate: float,
    own: list[list[int]],
    silent: list[tuple[int, float, float]],
    options: dict[str, str],
    threads: int,
) -> Floats: ...
def mosaic(
    target: Floats,
    rate: float,
    sources: list[tuple[Floats, float]],
    options: dict[str, str],
    threads: int,
) -> Floats: ...
def si_sdr(reference: Floats, estimate: Floats, rate: float, full_band: bool) -> float: ...
def bss_eval(references: list[Floats], estimates: list[Floats], rate: float, version: int) -> Doubles: ...
def stoi(clean: Floats, processed: Floats, rate: float) -> float: ...
def estoi(clean: Floats, processed: Floats, rate: float) -> float: ...
def factorise(
    spectra: Floats,
    levels: Doubles,
    components: int,
    beta: float,
    sparsity: float,
    iterations: int,
    seed: int,
    threads: int,
    tolerance: float,
    atoms: Floats,
    activations: Floats,
) -> tuple[Floats, Floats, int]: ...
def rank(
    spectra: Floats, components: int, beta: float, iterations: int, seed: int, threads: int
) -> Floats: ...
def solve(
    spectra: Floats, levels: Doubles, atoms: Floats, beta: float, sparsity: float, updates: int
) -> Floats: ...
def transcribe(
    dictionary: Dictionary, sound: Floats, rate: float, mode: str, threshold: float, confirm: float
) -> list[tuple[float, float, int, int, int]]: ...
def train(
    sources: list[tuple[str, list[str], int, bool, bool]],
    rate: float,
    window: float,
    beta: float,
    sparsity: float,
    iterations: int,
    seed: int,
    threads: int,
    licence: str,
    trained_on: str,
) -> Dictionary: ...
def enrol(
    dictionary: Dictionary, recordings: list[Floats], rate: float
) -> tuple[Dictionary, float, float, bool, bool]: ...
def separate_whole(
    dictionary: Dictionary,
    sound: Floats,
    rate: float,
    mode: str,
    quality: str,
    score: str,
    split: int,
    offset: float,
    quieter_pauses: float | None,
) -> tuple[list[str], Floats]: ...
def save(dictionary: Dictionary, path: str) -> None: ...
