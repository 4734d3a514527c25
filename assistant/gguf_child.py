"""A program: serve one GGUF model on loopback through xllamacpp, until the standard input ends.

Its argument is the model's file. The first line of its input is the key that requests have to bring; its first line
of output is the address. However the program that started it ends, its input ends then, and so does this one.
"""

import os
import sys

from xllamacpp import CommonParams, Server

_CONTEXT_TOKENS = 8192


def main() -> None:
    """Serve."""
    key = sys.stdin.readline().strip()
    params = CommonParams()
    params.model.path = sys.argv[1]
    params.model_alias = {"gguf"}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.n_ctx = _CONTEXT_TOKENS
    params.n_parallel = 1
    threads = max(1, (os.cpu_count() or 2) // 2)  # as many as cores, where each runs two threads
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.offline = True
    params.ui = False
    params.warmup = False
    params.fit_params = False
    params.verbosity = -1
    server = Server(params)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()
    os._exit(0)  # what is being said is heard by nobody any more


main()
