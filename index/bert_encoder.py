"""A BERT encoder as an ONNX graph of fused operators, run by onnxruntime: the same figures, and no torch to import.

Texts of one length are computed together, so nothing is padded and no mask is needed. The graph is made from the
weights as transformers' `BertModel` names them; it holds their names and shapes, onnxruntime the values.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_FUSED = "com.microsoft"
_OPSET, _IR_VERSION = 17, 8
_SLOWER = ["SkipLayerNormFusion", "BiasGeluFusion"]  # a text takes a tenth longer with what they join


@dataclass(frozen=True, slots=True)
class BertShape:
    """What the weights do not tell."""

    layers: int
    heads: int
    epsilon: float


class BertEncoder:
    """Computes the mean of a text's last states, on the thread that asks. Safe to share between threads.

    Raises:
        KeyError: a weight is missing.
    """

    def __init__(self, weights: Mapping[str, Floats], shape: BertShape) -> None:
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # else it tells its maker of each session, over the network
        import onnxruntime

        graph = _Graph(weights, shape)
        self._values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in graph.values.values()]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # many texts are spread over threads as wholes: nothing waits for anything
        options.enable_mem_pattern = False  # one would be kept for each length
        options.log_severity_level = 3
        options.add_external_initializers(list(graph.values), self._values)
        self._session = onnxruntime.InferenceSession(
            graph.model().SerializeToString(), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
        )

    def means(self, tokens: NDArray[np.int32]) -> Floats:
        """Take token ids of shape (texts, tokens); return an array of shape (texts, width)."""
        means: Floats = self._session.run(None, {"tokens": tokens})[0]
        return means


class _Graph:
    """Collects the nodes, and the values they use by name."""

    def __init__(self, weights: Mapping[str, Floats], shape: BertShape) -> None:
        self.values: dict[str, Floats] = {}
        self._nodes: list[Any] = []
        self._weights = weights
        self._shape = shape
        states = self._embed()
        for number in range(shape.layers):
            states = self._layer(states, f"encoder.layer.{number}")
        self._node("ReduceMean", [states], "means", domain="", axes=[1], keepdims=0)

    def model(self) -> Any:  # noqa: ANN401 (onnx has no types)
        """Return the graph as an `onnx.ModelProto` without the values."""
        from onnx import TensorProto, helper

        constants = []
        for name, value in self.values.items():
            constant = TensorProto(
                name=name, data_type=TensorProto.FLOAT, dims=value.shape, data_location=TensorProto.EXTERNAL
            )
            constant.external_data.add(key="location", value="memory")
            constants.append(constant)
        graph = helper.make_graph(
            self._nodes,
            "bert",
            [helper.make_tensor_value_info("tokens", TensorProto.INT32, ["texts", "tokens"])],
            [helper.make_tensor_value_info("means", TensorProto.FLOAT, ["texts", "width"])],
            constants,
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)

    def _embed(self) -> str:
        """Every token is of the first segment, so its embedding is part of each position's."""
        part = "embeddings.{}.weight".format
        words, positions = part("word_embeddings"), part("position_embeddings")
        self._value(words, self._weights[words])
        self._value(positions, self._weights[positions] + self._weights[part("token_type_embeddings")][0])
        ins = ["tokens", "", words, positions, "", *self._normalisation("embeddings")]
        return self._node("EmbedLayerNormalization", ins, "embedded", "of_a_mask", epsilon=self._shape.epsilon)

    def _layer(self, states: str, layer: str) -> str:
        projections = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
        matrix = np.concatenate([self._weights[f"{name}.weight"].T for name in projections], axis=1)
        bias = np.concatenate([self._weights[f"{name}.bias"] for name in projections])
        ins = [states, self._value(f"{layer}.projections", matrix), self._value(f"{layer}.projections.bias", bias)]
        attended = self._node("Attention", ins, f"{layer}.attended", num_heads=self._shape.heads)
        states = self._added(attended, states, f"{layer}.attention.output")
        wide = self._node("Gelu", [self._biased(states, f"{layer}.intermediate.dense")], f"{layer}.wide")
        return self._added(wide, states, f"{layer}.output")

    def _added(self, states: str, before: str, part: str) -> str:
        """Multiply, add what was there before, and normalise."""
        both = self._node("Add", [self._biased(states, f"{part}.dense"), before], f"{part}.sum", domain="")
        ins = [both, *self._normalisation(part)]
        return self._node("LayerNormalization", ins, f"{part}.states", domain="", epsilon=self._shape.epsilon)

    def _biased(self, states: str, part: str) -> str:
        matrix = self._value(f"{part}.matrix", self._weights[f"{part}.weight"].T)
        bias = self._value(f"{part}.bias", self._weights[f"{part}.bias"])
        product = self._node("MatMul", [states, matrix], f"{part}.product", domain="")
        return self._node("Add", [product, bias], f"{part}.biased", domain="")

    def _normalisation(self, part: str) -> list[str]:
        names = [f"{part}.LayerNorm.{kind}" for kind in ("weight", "bias")]
        return [self._value(name, self._weights[name]) for name in names]

    def _value(self, name: str, value: Floats) -> str:
        self.values[name] = np.ascontiguousarray(value)
        return name

    def _node(self, kind: str, ins: list[str], *outs: str, domain: str = _FUSED, **attributes: Any) -> str:  # noqa: ANN401
        from onnx import helper

        self._nodes.append(helper.make_node(kind, ins, outs, domain=domain, **attributes))
        return outs[0]
