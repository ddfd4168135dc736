// The runtime of a model library: TVM's interpreter, key-value cache and ffi in one unit, without RPC and host
// sorting, and the functions through which web-llm 0.2.86 speaks to it.
#define TVM_LOG_DEBUG 0
#define TVM_LOG_CUSTOMIZE 1
#define TVM_FFI_USE_LIBBACKTRACE 0
#define TVM_FFI_ALWAYS_LOG_BEFORE_THROW 1

#include <emscripten/emscripten.h>
#include <tvm/ffi/any.h>
#include <tvm/ffi/reflection/registry.h>
#include <tvm/runtime/logging.h>

#include <cstdint>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

#include "ffi/backtrace.cc"
#include "ffi/container.cc"
#include "ffi/custom_allocator.cc"
#include "ffi/dtype.cc"
#include "ffi/error.cc"
#include "ffi/extra/env_c_api.cc"
#include "ffi/extra/env_context.cc"
#include "ffi/extra/json_parser.cc"
#include "ffi/extra/json_writer.cc"
#include "ffi/extra/library_module.cc"
#include "ffi/extra/library_module_system_lib.cc"
#include "ffi/extra/module.cc"
#include "ffi/function.cc"
#include "ffi/init_once.cc"
#include "ffi/object.cc"
#include "ffi/tensor.cc"
#include "src/runtime/cpu_device_api.cc"
#include "src/runtime/device_api.cc"
#include "src/runtime/file_utils.cc"
#include "src/runtime/logging.cc"
#include "src/runtime/memory/memory_manager.cc"
#include "src/runtime/tensor.cc"
#include "src/runtime/vm/attn_backend.cc"
#include "src/runtime/vm/builtin.cc"
#include "src/runtime/vm/bytecode.cc"
#include "src/runtime/vm/executable.cc"
#include "src/runtime/vm/kv_state.cc"
#include "src/runtime/vm/lm_support.cc"
#include "src/runtime/vm/paged_kv_cache.cc"
#include "src/runtime/vm/tensor_cache_support.cc"
#include "src/runtime/vm/vm.cc"
#include "src/runtime/workspace_pool.cc"

extern "C" {

// Given by the page: a call of a JavaScript function, and its end.
extern int TVMFFIWasmSafeCall(void* self, const TVMFFIAny* args, int32_t count, TVMFFIAny* result);
extern void TVMFFIWasmFunctionDeleter(void* self);

// Aligned for 64-bit values, as call stacks need it.
EMSCRIPTEN_KEEPALIVE void* TVMWasmAllocSpace(int bytes) { return new int64_t[(bytes + 7) / 8]; }

EMSCRIPTEN_KEEPALIVE void TVMWasmFreeSpace(void* space) { delete[] static_cast<int64_t*>(space); }

EMSCRIPTEN_KEEPALIVE int TVMFFIWasmFunctionCreate(void* self, TVMFFIObjectHandle* out) {
  return TVMFFIFunctionCreate(self, TVMFFIWasmSafeCall, TVMFFIWasmFunctionDeleter, out);
}

EMSCRIPTEN_KEEPALIVE const char* TVMFFIWasmGetLastError() {
  static std::string message;
  message = tvm::ffi::details::MoveFromSafeCallRaised().what();
  return message.c_str();
}

}  // extern "C"

// One thread: a parallel loop is its first share.
int TVMBackendParallelLaunch(FTVMParallelLambda share, void* context, int) {
  TVMParallelGroupEnv group;
  group.num_task = 1;
  return share(0, &group, context);
}

int TVMBackendParallelBarrier(int, TVMParallelGroupEnv*) { return 0; }

namespace tvm {
namespace runtime {
namespace detail {

[[noreturn]] void LogFatalImpl(const std::string& file, int line, const std::string& message) {
  std::cerr << file << ":" << line << ": " << message << std::endl;
  abort();
}

void LogMessageImpl(const std::string& file, int line, int level, const std::string& message) {
  if (level > 1) std::cout << file << ":" << line << ": " << message << std::endl;
}

}  // namespace detail

// bfloat16 is the upper half of float32.
void WidenBfloat16(const Tensor& target, const TVMFFIByteArray& bytes) {
  const size_t count = bytes.size / 2;
  TVM_FFI_ICHECK_EQ(ffi::GetDataSize(*target.operator->()), 4 * count);
  std::vector<uint32_t> wide(count);
  for (size_t i = 0; i < count; ++i) {
    uint16_t half;
    std::memcpy(&half, bytes.data + 2 * i, sizeof half);
    wide[i] = static_cast<uint32_t>(half) << 16;
  }
  Tensor(target).CopyFromBytes(wide.data(), 4 * count);
}

void DecodeStorage(Tensor target, TVMFFIByteArray* bytes, const std::string& format,
                   const std::string& dtype) {
  if (format == "f32-to-bf16" && dtype == "float32") {
    WidenBfloat16(target, *bytes);
  } else {
    target.CopyFromBytes(bytes->data, bytes->size);
  }
}

ffi::Bytes BytesOf(Tensor tensor) {
  std::string bytes(ffi::GetDataSize(*tensor.operator->()), '\0');
  tensor.CopyToBytes(bytes.data(), bytes.size());
  return ffi::Bytes(std::move(bytes));
}

void ConcatArrays(ffi::PackedArgs arrays, ffi::Any* result) {
  std::vector<ffi::Any> all;
  for (int i = 0; i < arrays.size(); ++i) {
    for (const ffi::Any& element : arrays[i].cast<ffi::Array<ffi::Any>>()) all.push_back(element);
  }
  *result = ffi::Array<ffi::Any>(all);
}

// [rows, hidden] each, one below another.
void ConcatEmbeddings(ffi::PackedArgs parts, ffi::Any* result) {
  int64_t rows = 0;
  for (int i = 0; i < parts.size(); ++i) rows += parts[i].cast<Tensor>()->shape[0];
  const Tensor first = parts[0].cast<Tensor>();
  Tensor all = Tensor::Empty({rows, first->shape[1]}, first->dtype, first->device);
  uint64_t at = 0;
  for (int i = 0; i < parts.size(); ++i) {
    const Tensor part = parts[i].cast<Tensor>();
    TVM_FFI_ICHECK_EQ(part->shape[1], first->shape[1]);
    DLTensor place = *all.operator->();
    place.shape = part->shape;
    place.byte_offset = at;
    Tensor::CopyFromTo(part.operator->(), &place);
    at += ffi::GetDataSize(*part.operator->());
  }
  *result = all;
}

TVM_FFI_STATIC_INIT_BLOCK() {
  namespace refl = tvm::ffi::reflection;
  refl::GlobalDef()
      .def("tvmjs.array.decode_storage", DecodeStorage)
      .def_packed("tvmjs.runtime.ArrayConcat", ConcatArrays)
      .def_packed("tvmjs.runtime.ConcatEmbeddings", ConcatEmbeddings)
      .def("tvmjs.runtime.TensorCopyFromBytes",
           [](Tensor tensor, TVMFFIByteArray* bytes) {
             tensor.CopyFromBytes(bytes->data, bytes->size);
           })
      .def("tvmjs.runtime.TensorCopyToBytes", BytesOf);
}

}  // namespace runtime
}  // namespace tvm
