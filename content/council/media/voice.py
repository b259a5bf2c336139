"""A voice for demonstration recordings: espeak-ng, from the package espeakng-loader.

Sentences are spoken one by one, so that each caption's times are exact and not
recognised afterwards. The library draws its noise from a state that it keeps, so
the same texts in the same order give the same samples in each new process.
"""

from __future__ import annotations

import ctypes
from array import array
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import espeakng_loader

_SYNCHRONOUS = 2
_UTF8 = 1
_BY_CHARACTER = 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class VoiceMissing(RuntimeError):
    """The speech library could not be loaded on this machine."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How one person sounds: a variant of the French voice, its pitch and its pace."""

    variant: str = "f2"
    pitch: int = 50
    words_a_minute: int = 150


class _Engine:
    """One a process: the library keeps its state in global variables."""

    def __init__(self) -> None:
        try:
            self.library = ctypes.CDLL(espeakng_loader.get_library_path())
        except OSError as error:
            raise VoiceMissing(str(error)) from error
        data = str(Path(espeakng_loader.get_data_path()).parent).encode()
        self.sample_rate = int(self.library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0))
        if self.sample_rate <= 0:
            raise VoiceMissing("espeak-ng did not start")
        self.samples = array("h")
        # Kept, for the library holds only a bare pointer to it.
        self.callback = _CALLBACK(self._receive)
        self.library.espeak_SetSynthCallback(self.callback)

    def _receive(self, samples: ctypes._Pointer[ctypes.c_short], count: int, _events: int) -> int:
        if samples and count:
            self.samples.extend(samples[:count])
        return 0

    def speak(self, text: str, voice: Voice) -> array[int]:
        self.samples = array("h")
        if self.library.espeak_SetVoiceByName(f"fr+{voice.variant}".encode()) != 0:
            raise VoiceMissing(f"no French voice {voice.variant!r}")
        for parameter, value in (
            (_RATE, voice.words_a_minute),
            (_PITCH, voice.pitch),
            (_RANGE, 55),
        ):
            self.library.espeak_SetParameter(parameter, value, 0)
        raw = text.encode()
        self.library.espeak_Synth(raw, len(raw) + 1, 0, _BY_CHARACTER, 0, _UTF8, None, None)
        self.library.espeak_Synchronize()
        return self.samples


@cache
def _engine() -> _Engine:
    return _Engine()


def sample_rate() -> int:
    """Return the samples a second that `speak` gives."""
    return _engine().sample_rate


def speak(text: str, voice: Voice) -> array[int]:
    """Return one French sentence as signed 16-bit samples, silence at its end cut.

    Raises `VoiceMissing` where the library does not load.
    """
    samples = _engine().speak(text, voice)
    end = len(samples)
    while end and abs(samples[end - 1]) < 40:
        end -= 1
    return samples[:end]
