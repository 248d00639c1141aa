/** What threads that read one file are told of the options. */
import { kernelModule } from "../kernel/index.js";
import type { KernelModule } from "../kernel/kernel.js";
import type { SummarizeOptions } from "../summarize.js";
import type { BlockTask } from "./count-blocks.js";

type BlockOptions = SummarizeOptions & { readonly jobs?: number; readonly ownsProcess?: boolean };

/** All but functions, which cannot be cloned, and what the one who starts the threads decides. */
function threadOptions({
  name: _name,
  signal: _signal,
  onIssue: _onIssue,
  onError: _onError,
  onNote: _onNote,
  onProgress: _onProgress,
  jobs: _jobs,
  ownsProcess: _ownsProcess,
  by: _by,
  module: _module,
  columns: _columns,
  append: _append,
  spool: _spool,
  onDamage: _onDamage,
  ...rest
}: BlockOptions): BlockTask["options"] {
  return rest;
}

/** The kernel, compiled once for all, unless the reference is to be used or WebAssembly is not allowed. */
function threadModule(options: SummarizeOptions): KernelModule | undefined {
  if (options.module !== undefined) return options.module;
  if (options.engine === "reference") return undefined;
  try {
    return kernelModule();
  } catch {
    return undefined;
  }
}

/** The task of counting a file in blocks. Compiles the kernel. */
export function blockTask(
  file: Pick<BlockTask, "path" | "name" | "by" | "blockBytes" | "blockCount">,
  options: BlockOptions,
): BlockTask {
  return {
    ...file,
    options: threadOptions(options),
    module: threadModule(options),
    progress: new Int32Array(new SharedArrayBuffer(8)),
    ownsProcess: options.ownsProcess ?? false,
  };
}
