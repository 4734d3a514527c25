"""Where many texts are embedded fastest: a GPU, or the processor, in 32 bits or in half of them."""

import os
import sys
import time
from pathlib import Path

BFLOAT16 = "bfloat16"
_GPU_FILES = ("/dev/nvidia0", "/dev/kfd", "/dev/dxg")
_HALF_FLAGS = {"avx512_bf16", "amx_bf16"}
_WORTH_IT = 1.3  # times as fast
_TOKENS, _WIDTH, _WIDER = 1024, 384, 1536  # of the product that is timed: as large as those of the bundled model
_RUNS = 10


def device_for_many() -> str:
    """Return where many texts are embedded faster than by our own encoder, or nothing.

    torch is imported only where the machine has the files or flags of such a device.
    """
    if any(Path(file).exists() for file in _GPU_FILES) or (sys.platform == "darwin" and os.uname().machine == "arm64"):
        import torch

        if torch.cuda.is_available():
            return "cuda"
        if torch.backends.mps.is_available():
            return "mps"
    return BFLOAT16 if processor_flags() & _HALF_FLAGS and gain_in_half() > _WORTH_IT else ""


def processor_flags() -> set[str]:
    """Return what the processor can do, as Linux on x86 tells; nothing elsewhere."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return set()
    return next((set(line.split()) for line in lines if line.startswith("flags")), set())


def gain_in_half() -> float:
    """Return how many times as fast as in float32 this processor multiplies in bfloat16.

    What it can do does not tell: the same instructions take half the time on some, and twice as much on others.
    """
    import torch

    types = (torch.float32, torch.bfloat16)
    pairs = [(torch.ones(_TOKENS, _WIDTH, dtype=one), torch.ones(_WIDER, _WIDTH, dtype=one)) for one in types]
    taken = []
    for _ in range(_RUNS):
        for states, matrix in pairs:
            begun = time.perf_counter()
            torch.nn.functional.linear(states, matrix)
            taken.append(time.perf_counter() - begun)
    return min(taken[::2]) / min(taken[1::2])
