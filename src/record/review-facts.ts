/**
 * Properties of a code that a reviewer of a driver wants to know. Properties, not verdicts: no number is dangerous by
 * itself. What each says stands in fact-sentences.ts.
 */
import { splitByLayout } from "../control-code/layouts.js";
import { RequiredAccess } from "../control-code/required-access.js";
import { TransferMethod } from "../control-code/transfer-method.js";
import { namesFor, type OwnName } from "../names/index.js";

/** Every property that is told, in the order in which they are. */
export const REVIEW_FACTS = [
  "METHOD_NEITHER",
  "FILE_ANY_ACCESS",
  "VENDOR_DEVICE_TYPE",
  "VENDOR_FUNCTION",
  "NOT_CTL_CODE",
  "SEVERAL_NAMES",
] as const;

export type ReviewFact = (typeof REVIEW_FACTS)[number];

/** Device types from here on are the vendors', by convention. */
const FIRST_VENDOR_DEVICE = 0x8000;
/** Functions from here on are the vendors', by convention. */
const FIRST_VENDOR_FUNCTION = 0x800;

/** Facts of a code, in a fixed order; names of both packs and own names count. @throws DecodeError E_RANGE */
export function reviewFacts(code: number, own?: readonly OwnName[]): ReviewFact[] {
  const { layout, deviceType, functionCode, requiredAccess, transferMethod } = splitByLayout(code);
  const isControlCode = layout === "ctl_code";
  const holds: Readonly<Record<ReviewFact, boolean>> = {
    METHOD_NEITHER: transferMethod === TransferMethod.METHOD_NEITHER,
    FILE_ANY_ACCESS: requiredAccess === RequiredAccess.FILE_ANY_ACCESS,
    VENDOR_DEVICE_TYPE: isControlCode && deviceType! >= FIRST_VENDOR_DEVICE,
    VENDOR_FUNCTION: isControlCode && functionCode! >= FIRST_VENDOR_FUNCTION,
    NOT_CTL_CODE: !isControlCode,
    SEVERAL_NAMES: namesFor(code, { pack: "extra", own }).length > 1,
  };
  return REVIEW_FACTS.filter((fact) => holds[fact]);
}
