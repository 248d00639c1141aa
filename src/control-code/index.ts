/** Everything the room of the number offers; re-exports only. */
export { type BufferPlace, type BufferPlan, bufferPlan } from "./buffer-plan.js";
export {
  type CodeFields,
  ioctlNone,
  ioctlRead,
  ioctlReadWrite,
  ioctlWrite,
  MAX_CODE,
  type MatchedFunction,
  matchFunction,
  pack,
  unpack,
} from "./control-code.js";
export { formatCtlCode, isCtlCodeText, parseCtlCode, type ResolveDevice } from "./ctl-code-text.js";
export { DeviceType } from "./device-type.js";
export { codesOfLayout, type Layout, type LayoutFields, layoutOf, splitByLayout } from "./layouts.js";
export { type AccessName, accessName, RequiredAccess } from "./required-access.js";
export { formatCode, type NumberOptions, parseCodeNumber, quoteText, type Radix } from "./text.js";
export { type MethodName, methodName, TransferMethod } from "./transfer-method.js";
