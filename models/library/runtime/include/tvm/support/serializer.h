// How values lie in a stream of TVM 0.27: numbers little-endian, before what is repeated its count as uint64.
#ifndef TVM_SUPPORT_SERIALIZER_H_
#define TVM_SUPPORT_SERIALIZER_H_

#include <tvm/ffi/container/array.h>
#include <tvm/ffi/container/map.h>
#include <tvm/ffi/string.h>
#include <tvm/support/io.h>

#include <cstdint>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tvm {
namespace support {

static_assert(TVM_FFI_IO_NO_ENDIAN_SWAP, "values are copied as they lie in memory");

/// Numbers, enumerations and DLPack's plain structs: their own bytes.
template <typename T>
struct Serializer {
  static constexpr bool enabled = true;
  static_assert(std::is_trivially_copyable_v<T>, "this type has no form in a stream");

  static void Write(Stream* stream, const T& value) {
    stream->Write(static_cast<const void*>(&value), sizeof(T));
  }
  static bool Read(Stream* stream, T* value) {
    return stream->Read(static_cast<void*>(value), sizeof(T)) == sizeof(T);
  }
};

inline void WriteCount(Stream* stream, size_t count) {
  Serializer<uint64_t>::Write(stream, static_cast<uint64_t>(count));
}

inline bool ReadCount(Stream* stream, size_t* count) {
  uint64_t read = 0;
  if (!Serializer<uint64_t>::Read(stream, &read)) return false;
  *count = static_cast<size_t>(read);
  return true;
}

template <>
struct Serializer<std::string> {
  static constexpr bool enabled = true;

  static void Write(Stream* stream, const std::string& text) {
    WriteCount(stream, text.size());
    stream->Write(static_cast<const void*>(text.data()), text.size());
  }
  static bool Read(Stream* stream, std::string* text) {
    size_t count = 0;
    if (!ReadCount(stream, &count)) return false;
    text->resize(count);
    return stream->Read(static_cast<void*>(text->data()), count) == count;
  }
};

/// The ffi's own texts lie as std::string does.
template <typename Text>
struct TextSerializer {
  static constexpr bool enabled = true;

  static void Write(Stream* stream, const Text& text) {
    Serializer<std::string>::Write(stream, std::string(text.data(), text.size()));
  }
  static bool Read(Stream* stream, Text* text) {
    std::string read;
    if (!Serializer<std::string>::Read(stream, &read)) return false;
    *text = Text(std::move(read));
    return true;
  }
};
template <>
struct Serializer<ffi::String> : TextSerializer<ffi::String> {};
template <>
struct Serializer<ffi::Bytes> : TextSerializer<ffi::Bytes> {};

template <typename First, typename Second>
struct Serializer<std::pair<First, Second>> {
  static constexpr bool enabled = true;

  static void Write(Stream* stream, const std::pair<First, Second>& pair) {
    Serializer<First>::Write(stream, pair.first);
    Serializer<Second>::Write(stream, pair.second);
  }
  static bool Read(Stream* stream, std::pair<First, Second>* pair) {
    return Serializer<First>::Read(stream, &pair->first) &&
           Serializer<Second>::Read(stream, &pair->second);
  }
};

/// Lists: the count, then the elements.
template <typename List, typename Element>
struct ListSerializer {
  static constexpr bool enabled = true;

  static void Write(Stream* stream, const List& list) {
    WriteCount(stream, list.size());
    for (const auto& element : list) Serializer<Element>::Write(stream, element);
  }
  static bool Read(Stream* stream, List* list) {
    size_t count = 0;
    if (!ReadCount(stream, &count)) return false;
    *list = List();
    list->reserve(count);
    for (size_t i = 0; i < count; ++i) {
      Element element;
      if (!Serializer<Element>::Read(stream, &element)) return false;
      list->push_back(std::move(element));
    }
    return true;
  }
};
template <typename T>
struct Serializer<std::vector<T>> : ListSerializer<std::vector<T>, T> {};
template <typename T>
struct Serializer<ffi::Array<T>> : ListSerializer<ffi::Array<T>, T> {};

/// Maps: the count, then key and value by turns.
template <typename Key, typename Value, typename Each>
bool ReadPairs(Stream* stream, Each each) {
  size_t count = 0;
  if (!ReadCount(stream, &count)) return false;
  for (size_t i = 0; i < count; ++i) {
    Key key;
    Value value;
    if (!Serializer<Key>::Read(stream, &key)) return false;
    if (!Serializer<Value>::Read(stream, &value)) return false;
    each(std::move(key), std::move(value));
  }
  return true;
}

template <typename Key, typename Value, typename Map>
void WritePairs(Stream* stream, const Map& map) {
  WriteCount(stream, map.size());
  for (const auto& pair : map) {
    Serializer<Key>::Write(stream, pair.first);
    Serializer<Value>::Write(stream, pair.second);
  }
}

template <typename Key, typename Value>
struct Serializer<std::unordered_map<Key, Value>> {
  static constexpr bool enabled = true;
  using Map = std::unordered_map<Key, Value>;

  static void Write(Stream* stream, const Map& map) { WritePairs<Key, Value>(stream, map); }
  static bool Read(Stream* stream, Map* map) {
    map->clear();
    return ReadPairs<Key, Value>(stream, [map](Key key, Value value) {
      map->emplace(std::move(key), std::move(value));
    });
  }
};

template <typename Key, typename Value>
struct Serializer<ffi::Map<Key, Value>> {
  static constexpr bool enabled = true;
  using Map = ffi::Map<Key, Value>;

  static void Write(Stream* stream, const Map& map) { WritePairs<Key, Value>(stream, map); }
  static bool Read(Stream* stream, Map* map) {
    *map = Map();
    return ReadPairs<Key, Value>(stream, [map](Key key, Value value) {
      map->Set(std::move(key), std::move(value));
    });
  }
};

template <typename T>
void Stream::Write(const T& value) {
  Serializer<T>::Write(this, value);
}

template <typename T>
bool Stream::Read(T* value) {
  return Serializer<T>::Read(this, value);
}

template <typename T>
void Stream::WriteArray(const T* values, size_t count) {
  for (size_t i = 0; i < count; ++i) Serializer<T>::Write(this, values[i]);
}

template <typename T>
bool Stream::ReadArray(T* values, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    if (!Serializer<T>::Read(this, values + i)) return false;
  }
  return true;
}

}  // namespace support
}  // namespace tvm

#endif  // TVM_SUPPORT_SERIALIZER_H_
