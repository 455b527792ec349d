"""Runs exported files by Python's onnxruntime, without the library.

Usage: python3 run-files.py FOLDER
  FOLDER  holds a folder for each file: q.onnx, and raw little-endian float32 of each input and output for some numbers
          of rows, such as 7.noise.input and 7.logProb.wanted
Prints JSON: a list of {"name", "producer", "inputs": shapes, "error"}; the error is relative to the largest number.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime


def read(path):
    return np.fromfile(path, "<f4")


def relative_error(found, wanted):
    """Of two arrays; infinite where one has NaN."""
    worst = np.max(np.abs(found.ravel() - wanted)) / max(np.max(np.abs(wanted)), 1e-30)
    return float(worst) if np.isfinite(worst) else float("inf")


def check(folder):
    session = onnxruntime.InferenceSession(folder / "q.onnx", providers=["CPUExecutionProvider"])
    errors = []
    for rows in sorted({path.name.split(".")[0] for path in folder.glob("*.input")}):
        inputs = {
            part.name: read(folder / f"{rows}.{part.name}.input").reshape(int(rows), *part.shape[1:])
            for part in session.get_inputs()
        }
        names = [part.name for part in session.get_outputs()]
        for name, found in zip(names, session.run(names, inputs)):
            errors.append(relative_error(found, read(folder / f"{rows}.{name}.wanted")))
    return {
        "name": folder.name,
        "producer": session.get_modelmeta().producer_name,
        "inputs": [part.shape for part in session.get_inputs()],
        "error": max(errors),
    }


print(json.dumps([check(folder) for folder in sorted(Path(sys.argv[1]).iterdir())]))
