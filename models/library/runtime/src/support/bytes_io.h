// Streams over bytes in memory.
#ifndef TVM_SUPPORT_BYTES_IO_H_
#define TVM_SUPPORT_BYTES_IO_H_

#include <tvm/ffi/string.h>
#include <tvm/support/serializer.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace tvm {
namespace support {

/// Reads what it is given, which must outlive it.
class BytesInStream : public Stream {
 public:
  using Stream::Read;
  using Stream::Write;

  explicit BytesInStream(const std::string& bytes) : next_(bytes.data()), left_(bytes.size()) {}
  explicit BytesInStream(const ffi::Bytes& bytes) : next_(bytes.data()), left_(bytes.size()) {}

  size_t Read(void* target, size_t bytes) final {
    const size_t taken = std::min(bytes, left_);
    if (taken != 0) std::memcpy(target, next_, taken);
    next_ += taken;
    left_ -= taken;
    return taken;
  }

  size_t Write(const void*, size_t) final { return 0; }

 private:
  const char* next_;
  size_t left_;
};

/// Adds to a string.
class BytesOutStream : public Stream {
 public:
  using Stream::Read;
  using Stream::Write;

  explicit BytesOutStream(std::string* target) : target_(target) {}

  size_t Read(void*, size_t) final { return 0; }

  size_t Write(const void* source, size_t bytes) final {
    target_->append(static_cast<const char*>(source), bytes);
    return bytes;
  }

 private:
  std::string* target_;
};

}  // namespace support
}  // namespace tvm

#endif  // TVM_SUPPORT_BYTES_IO_H_
