// The byte stream of TVM's runtime: the one header of several that its wheel names but doesn't carry.
#ifndef TVM_SUPPORT_IO_H_
#define TVM_SUPPORT_IO_H_

#include <cstddef>
#include <tvm/ffi/endian.h>

namespace tvm {
namespace support {

template <typename T>
struct Serializer;

/// Bytes in or out. Typed reads and writes go by `Serializer`; a read says whether all of it was there.
class Stream {
 public:
  virtual ~Stream() = default;
  virtual size_t Read(void* target, size_t bytes) = 0;
  virtual size_t Write(const void* source, size_t bytes) = 0;

  template <typename T>
  void Write(const T& value);
  template <typename T>
  bool Read(T* value);

  /// Elements one after another, without their count.
  template <typename T>
  void WriteArray(const T* values, size_t count);
  template <typename T>
  bool ReadArray(T* values, size_t count);
};

}  // namespace support
}  // namespace tvm

#endif  // TVM_SUPPORT_IO_H_
