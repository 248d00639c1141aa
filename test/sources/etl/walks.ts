/** Both engines, for tests that must hold for each. */
import type { EtlWalk } from "../../../src/kernel/etl-walk.js";
import { referenceWalk } from "./read.js";

export const walks: readonly { name: string; walk: () => EtlWalk }[] = [{ name: "reference", walk: () => referenceWalk }];
