import type { Sample } from "./all-samples.mjs";

export function debugTextSamples(): Sample[];
