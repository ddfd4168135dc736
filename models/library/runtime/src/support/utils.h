// Strings and hashes of TVM's compiler: the runtime's files include it and take nothing from it.
#ifndef TVM_SUPPORT_UTILS_H_
#define TVM_SUPPORT_UTILS_H_
#endif  // TVM_SUPPORT_UTILS_H_
