// Node-API before 10 takes references to objects and functions only. better-sqlite3 holds strings too: the linker (--wrap) sends its
// two calls here, where any other value is held inside a marked object of ours.
#include <node_api.h>

extern "C" {
napi_status __real_napi_create_reference(napi_env env, napi_value value, uint32_t count, napi_ref* result);
napi_status __real_napi_get_reference_value(napi_env env, napi_ref ref, napi_value* result);

static const napi_type_tag mark = {0x1f6b8a1c52f94c3dULL, 0x8f0d5b7e9a3c4621ULL};

napi_status __wrap_napi_create_reference(napi_env env, napi_value value, uint32_t count, napi_ref* result) {
  napi_valuetype type;
  napi_status status = napi_typeof(env, value, &type);
  if (status != napi_ok) return status;
  if (type == napi_object || type == napi_function) return __real_napi_create_reference(env, value, count, result);
  napi_value holder;
  if ((status = napi_create_object(env, &holder)) != napi_ok) return status;
  if ((status = napi_type_tag_object(env, holder, &mark)) != napi_ok) return status;
  if ((status = napi_set_element(env, holder, 0, value)) != napi_ok) return status;
  return __real_napi_create_reference(env, holder, count, result);
}

napi_status __wrap_napi_get_reference_value(napi_env env, napi_ref ref, napi_value* result) {
  napi_status status = __real_napi_get_reference_value(env, ref, result);
  if (status != napi_ok || *result == nullptr) return status;
  napi_valuetype type;
  if ((status = napi_typeof(env, *result, &type)) != napi_ok) return status;
  if (type != napi_object) return napi_ok;
  bool isHolder = false;
  if ((status = napi_check_object_type_tag(env, *result, &mark, &isHolder)) != napi_ok || !isHolder) return status;
  return napi_get_element(env, *result, 0, result);
}
}
