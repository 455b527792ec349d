"""Reads an ONNX file with a protobuf reader of its own and evaluates it with NumPy in float64."""

import struct

import numpy as np


def read_varint(data, at):
    """A whole number of seven bits per byte, and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def fields(data):
    """Yields (field number, value) of one protobuf message: whole numbers, or bytes."""
    at = 0
    while at < len(data):
        key, at = read_varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = read_varint(data, at)
            yield number, value
            continue
        if kind not in (1, 2, 5):
            raise ValueError(f"wire type {kind} in a protobuf message")
        size, at = read_varint(data, at) if kind == 2 else ((8 if kind == 1 else 4), at)
        yield number, data[at : at + size]
        at += size


def signed(value):
    return value - (1 << 64) if value >= 1 << 63 else value


def integers(value):
    """A repeated int64, packed or one by one."""
    if isinstance(value, int):
        return [signed(value)]
    found, at = [], 0
    while at < len(value):
        number, at = read_varint(value, at)
        found.append(signed(number))
    return found


types = {1: np.dtype("<f4"), 6: np.dtype("<i4"), 7: np.dtype("<i8"), 9: np.dtype("?")}


def read_tensor(data):
    name, dims, kind, raw = "", [], 1, b""
    for number, value in fields(data):
        if number == 1:
            dims += integers(value)
        elif number == 2:
            kind = value
        elif number == 8:
            name = value.decode()
        elif number == 9:
            raw = value
    array = np.frombuffer(raw, types[kind]).reshape(dims)
    return name, array.astype(np.float64) if kind == 1 else array


def read_attribute(data):
    """Name and content; what has its default value, such as a 0, is not in the file."""
    name, kind, content = "", 0, {1: 0.0, 2: 0, 3: "", 7: []}
    for number, value in fields(data):
        if number == 1:
            name = value.decode()
        elif number == 2:
            content[1] = struct.unpack("<f", value)[0]
        elif number == 3:
            content[2] = signed(value)
        elif number == 4:
            content[3] = value.decode()
        elif number == 8:
            content[7] += integers(value)
        elif number == 20:
            kind = value
    return name, content[kind]


def read_node(data):
    node = {"type": "", "inputs": [], "outputs": [], "attributes": {}}
    for number, value in fields(data):
        if number == 1:
            node["inputs"].append(value.decode())
        elif number == 2:
            node["outputs"].append(value.decode())
        elif number == 4:
            node["type"] = value.decode()
        elif number == 5:
            name, content = read_attribute(value)
            node["attributes"][name] = content
    return node


def read_model(path):
    """The nodes of the graph in order, its constants, the names of its outputs, and the shapes of its inputs."""
    with open(path, "rb") as file:
        model = dict(fields(file.read()))
    nodes, constants, outputs, inputs = [], {}, [], {}
    for number, value in fields(model[7]):
        if number == 1:
            nodes.append(read_node(value))
        elif number == 5:
            name, array = read_tensor(value)
            constants[name] = array
        elif number == 11:
            name, shape = read_value_info(value)
            inputs[name] = shape
        elif number == 12:
            outputs.append(read_value_info(value)[0])
    return nodes, constants, outputs, inputs


def read_value_info(data):
    """Name and shape: ValueInfo.type.tensor_type.shape.dim[].dim_value, 0 for a size that is free."""
    info = dict(fields(data))
    shape = dict(fields(dict(fields(info[2]))[1]))[2]
    return info[1].decode(), [dict(fields(dim)).get(1, 0) for number, dim in fields(shape) if number == 1]


def gemm(a, b, c=0.0, alpha=1.0, beta=1.0, transA=0, transB=0):
    return alpha * ((a.T if transA else a) @ (b.T if transB else b)) + beta * c


def reduction(function):
    def reduce(x, axes=None, keepdims=1, noop_with_empty_axes=0):
        return function(x, axis=None if axes is None else tuple(int(i) for i in axes), keepdims=bool(keepdims))

    return reduce


def cut(x, starts, ends, axes=None, steps=None):
    axes = range(len(starts)) if axes is None else axes
    steps = [1] * len(starts) if steps is None else steps
    box = [slice(None)] * x.ndim
    for start, end, axis, step in zip(starts, ends, axes, steps):
        box[int(axis)] = slice(int(start), None if end < -(10**9) else int(end), int(step))
    return x[tuple(box)]


def split(x, sizes, axis=0):
    return np.split(x, np.cumsum(sizes)[:-1].astype(int), axis)


def cast(x, to):
    return x.astype(np.float64 if to == 1 else types[to])


operators = {
    "Abs": np.abs,
    "Add": np.add,
    "And": np.logical_and,
    "Cast": cast,
    "Clip": np.clip,
    "Concat": lambda *parts, axis: np.concatenate(parts, axis),
    "Cos": np.cos,
    "CumSum": lambda x, axis, exclusive=0, reverse=0: np.cumsum(x, int(axis)),
    "Div": np.divide,
    "Equal": np.equal,
    "Exp": np.exp,
    "Expand": lambda x, shape: np.broadcast_to(x, np.broadcast_shapes(x.shape, tuple(int(n) for n in shape))),
    "Floor": np.floor,
    "Gather": lambda x, indices, axis=0: np.take(x, indices.astype(int), axis),
    "Gemm": gemm,
    "Greater": np.greater,
    "GreaterOrEqual": np.greater_equal,
    "Identity": lambda x: x,
    "LeakyRelu": lambda x, alpha=0.01: np.where(x > 0, x, alpha * x),
    "Less": np.less,
    "LessOrEqual": np.less_equal,
    "Log": np.log,
    "MatMul": np.matmul,
    "Max": np.maximum,
    "Min": np.minimum,
    "Mul": np.multiply,
    "Neg": np.negative,
    "Not": np.logical_not,
    "Or": np.logical_or,
    "Pow": np.power,
    "Reciprocal": np.reciprocal,
    "ReduceMax": reduction(np.max),
    "ReduceMean": reduction(np.mean),
    "ReduceMin": reduction(np.min),
    "ReduceProd": reduction(np.prod),
    "ReduceSum": reduction(np.sum),
    "Relu": lambda x: np.maximum(x, 0),
    "Reshape": lambda x, shape, allowzero=0: x.reshape([int(n) for n in shape]),
    "Shape": lambda x, start=0, end=None: np.array(x.shape[start:end]),
    "Sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "Sign": np.sign,
    "Sin": np.sin,
    "Slice": cut,
    "Split": split,
    "Sqrt": np.sqrt,
    "Sub": np.subtract,
    "Sum": lambda *terms: sum(terms),
    "Tanh": np.tanh,
    "Tile": lambda x, reps: np.tile(x, [int(n) for n in reps]),
    "Transpose": lambda x, perm: np.transpose(x, perm),
    "Where": np.where,
}


def evaluate(model, inputs):
    """Outputs by name; every number that is not whole is float64."""
    nodes, constants, outputs, _ = model
    values = {**constants, **inputs}
    for node in nodes:
        if node["type"] not in operators:
            raise NotImplementedError(f"operator {node['type']}")
        result = operators[node["type"]](*[values[name] for name in node["inputs"]], **node["attributes"])
        results = result if isinstance(result, list) else [result]
        values.update(zip(node["outputs"], results))
    return {name: values[name] for name in outputs}
