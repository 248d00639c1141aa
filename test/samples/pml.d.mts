import type { Sample } from "./all-samples.mjs";

export function pmlSamples(): Sample[];
