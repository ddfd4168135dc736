#!/bin/sh
# Makes models/practice-student again: text, pretraining, ONNX. About 25 minutes of one core.
set -eu
cd "$(dirname "$0")/../.."
steps=3200
work=.retort/practice-student
python=${PYTHON:-trainer/.venv/bin/python}
export OMP_NUM_THREADS=1

node models/make/worksheets.mjs "$work" $((steps * 64))
"$python" models/make/pretrain.py "$work" "$work/model" --steps $steps
"$python" models/make/finish.py "$work" "$work/model" models/practice-student
