// Streams that hold base64 on their other side, whole at once: TVM writes a tensor into JSON by them.
#ifndef TVM_SUPPORT_BASE64_H_
#define TVM_SUPPORT_BASE64_H_

#include <tvm/ffi/extra/base64.h>
#include <tvm/support/serializer.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace tvm {
namespace support {

/// Takes bytes; `Finish` writes them as base64 to the stream below.
class Base64OutStream : public Stream {
 public:
  using Stream::Read;
  using Stream::Write;

  explicit Base64OutStream(Stream* below) : below_(below) {}

  size_t Read(void*, size_t) final { return 0; }

  size_t Write(const void* source, size_t bytes) final {
    plain_.append(static_cast<const char*>(source), bytes);
    return bytes;
  }

  void Finish() {
    const ffi::String coded = ffi::Base64Encode(TVMFFIByteArray{plain_.data(), plain_.size()});
    below_->Write(static_cast<const void*>(coded.data()), coded.size());
    plain_.clear();
  }

 private:
  Stream* below_;
  std::string plain_;
};

/// Gives the bytes of the base64 that the stream below holds, after `InitPosition`.
class Base64InStream : public Stream {
 public:
  using Stream::Read;
  using Stream::Write;

  explicit Base64InStream(Stream* below) : below_(below) {}

  void InitPosition() {
    std::string coded;
    char block[4096];
    for (size_t got; (got = below_->Read(static_cast<void*>(block), sizeof block)) != 0;) {
      coded.append(block, got);
    }
    const ffi::Bytes decoded = ffi::Base64Decode(TVMFFIByteArray{coded.data(), coded.size()});
    plain_.assign(decoded.data(), decoded.size());
    at_ = 0;
  }

  size_t Read(void* target, size_t bytes) final {
    const size_t taken = std::min(bytes, plain_.size() - at_);
    if (taken != 0) std::memcpy(target, plain_.data() + at_, taken);
    at_ += taken;
    return taken;
  }

  size_t Write(const void*, size_t) final { return 0; }

 private:
  Stream* below_;
  std::string plain_;
  size_t at_ = 0;
};

}  // namespace support
}  // namespace tvm

#endif  // TVM_SUPPORT_BASE64_H_
