"""The encoder in 8-bit integers."""

import numpy as np

from assistant.base_model import CROSS_ENCODER, linear_layers, stored_values
from assistant.int8_encoder import Int8Encoder

MOST_OF_AN_ACTIVATION, MOST_OF_16_BITS = 255, 32767


def test_no_sum_of_two_products_overflows() -> None:
    """So that a processor which adds two in 16 bits reads as every other does."""
    model = CROSS_ENCODER.graph()
    Int8Encoder(model, {})
    stored = stored_values(model)
    names = [name for _, name in linear_layers(model)]
    assert len(names) >= 12 * 6
    for name in names:
        most = np.abs(stored[f"{name}_quantized"].astype(np.int64)).max()
        assert 2 * MOST_OF_AN_ACTIVATION * most <= MOST_OF_16_BITS, name
