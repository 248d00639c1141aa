export const HEADER_BYTES: number;
export const START: bigint;
export const OPERATION: Readonly<Record<string, number>>;

/** An event as `makePml` takes it. */
export interface PmlEvent {
  readonly process: number;
  readonly thread: number;
  readonly class: string | number;
  readonly operation: number;
  readonly duration: number;
  readonly ticks: number;
  readonly status: number;
  readonly stack: number;
  readonly detail: Uint8Array;
  readonly extra: Uint8Array | null;
  readonly extraLength?: number;
  readonly behind: number;
}

export interface ControlParts extends Partial<Omit<PmlEvent, "operation" | "detail">> {
  readonly operation: string;
  readonly code: number;
  readonly path: string;
  readonly oneByte?: boolean;
  readonly input?: number;
  readonly output?: number;
  readonly minor?: number;
  readonly flags?: number;
  readonly tail?: Uint8Array;
}

export interface PmlParts {
  readonly bits?: 32 | 64;
  readonly events: readonly PmlEvent[];
  readonly processes?: readonly { readonly index: number; readonly pid: number; readonly name: string }[];
  readonly padding?: number;
  readonly closed?: boolean;
}

export interface MadePml {
  readonly bytes: Buffer;
  /** Offset of each event. */
  readonly starts: readonly number[];
  readonly places: {
    readonly offsetArray: number;
    readonly processTable: number;
    readonly stringTable: number;
  };
}

export function event(parts: Partial<PmlEvent>): PmlEvent;
export function control(bits: 32 | 64, parts: ControlParts): PmlEvent;
export function offloadTail(offset: number, length: number): Uint8Array;
export function makePml(parts: PmlParts): MadePml;
