export interface BenchInput {
  readonly path: string;
  readonly bytes: number;
  readonly rows: number;
  /** Rows with a control code. */
  readonly decoded: number;
}

export function input(name: "ioctl" | "procmon" | "codes", megabytes: number): BenchInput;
