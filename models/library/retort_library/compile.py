"""Compiles a shape: from modules to WebGPU kernels and the host's code that calls them."""

import json

import tvm
from tvm import relax
from tvm.relax.frontend import nn
from tvm.s_tir import dlight
from tvm.target import Target

from retort_library.logits import FUNCTIONS
from retort_library.model import Student
from retort_trainer.export.mlc_shape import QUANTISATION, MlcShape

TARGET = Target(
    {
        "kind": "webgpu",
        "host": {"kind": "llvm", "mtriple": "wasm32-unknown-unknown-wasm"},
    }
)


def compile_shape(shape: MlcShape) -> relax.VMExecutable:
    """The executable, with its kernels as WGSL inside; nothing is linked yet."""
    student = Student(shape, TARGET)
    student.to("float32")
    with TARGET:
        module, params = student.export_tvm(spec=student.functions())
        for name, function in FUNCTIONS.items():
            module[name] = function.with_attr("global_symbol", name)
        module = _with_metadata(module, metadata_of(shape, params))
        return relax.build(module, target=TARGET, relax_pipeline=_passes(), system_lib=True)


def metadata_of(shape: MlcShape, params: list[tuple[str, nn.Parameter]]) -> dict[str, object]:
    """What web-llm reads of a library: the parameters in their order, sizes, the kind of cache."""
    return {
        "model_type": shape.architecture,
        "quantization": QUANTISATION,
        "context_window_size": shape.context_tokens,
        "sliding_window_size": -1,
        "attention_sink_size": -1,
        "prefill_chunk_size": shape.prefill_chunk,
        "tensor_parallel_shards": 1,
        "kv_state_kind": "kv_cache",
        "max_batch_size": 1,
        "retort": {**shape.as_json(), "key": shape.key},
        "params": [
            {"name": name, "shape": [int(size) for size in param.shape], "dtype": param.dtype}
            for name, param in params
        ],
    }


def _with_metadata(module: tvm.IRModule, metadata: dict[str, object]) -> tvm.IRModule:
    builder = relax.BlockBuilder(module)
    with builder.function("_metadata", params=[]):
        builder.emit_func_output(tvm.ir.StringImm(json.dumps(metadata)))
    return builder.finalize()


def _passes() -> tvm.transform.Pass:
    transform = relax.transform
    return tvm.transform.Sequential(
        [
            # The schedules read the target that each function is bound to.
            tvm.tirx.transform.BindTarget(TARGET),
            # Weights lie as [out, in]: read so, not copied into [in, out] for each token.
            transform.FuseTransposeMatmul(),
            transform.LegalizeOps(),
            # Before fusion, which would make copies of them.
            transform.RewriteDataflowReshape(),
            transform.AnnotateTIROpPattern(),
            transform.FoldConstant(),
            transform.FuseOps(),
            transform.FuseTIR(),
            transform.DeadCodeElimination(),
            dlight.ApplyDefaultSchedule(
                dlight.gpu.Matmul(),
                dlight.gpu.GEMV(),
                dlight.gpu.Reduction(),
                dlight.gpu.GeneralReduction(),
                dlight.gpu.Fallback(),
            ),
            # WGSL has no 64-bit integers.
            tvm.tirx.transform.ForceNarrowIndexToInt32(),
            transform.ToNonDataflow(),
            transform.RemovePurityChecking(),
            transform.CallTIRRewrite(),
            transform.StaticPlanBlockMemory(),
            transform.LowerAllocTensor(),
            transform.KillAfterLastUse(),
            transform.LowerRuntimeBuiltin(),
            transform.ComputePrimValue(),
            transform.VMShapeLower(),
            transform.AttachGlobalSymbol(),
        ]
    )
