/** What tests of the command share: running the built one, and a folder of small inputs that goes away. */
import { type ChildProcess, spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

export const MAIN = join(import.meta.dirname, "../../dist/bin/ioctlens.js");

export interface RunOptions {
  readonly cwd?: string;
  /** Text or bytes of standard input; without it there is none. */
  readonly input?: string | Uint8Array;
  /** Descriptors for standard input and output, instead of pipes. */
  readonly stdin?: number;
  readonly stdout?: number;
  /** Variables beside those of the tests. */
  readonly env?: Readonly<Record<string, string>>;
  /** Another node than that of the tests. */
  readonly executable?: string;
  /** Arguments of node. */
  readonly node?: readonly string[];
}

export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const NO_FOLDER = join(tmpdir(), "ioctlens-no-such-folder");

/** What the tests run in, without the settings of whoever runs them. */
function environment(): NodeJS.ProcessEnv {
  const own = /^IOCTLENS_|^(?:NO|FORCE)_COLOR$/;
  const kept = Object.entries(process.env).filter(([name]) => !own.test(name));
  return { ...Object.fromEntries(kept), XDG_CONFIG_HOME: NO_FOLDER, APPDATA: NO_FOLDER };
}

export function start(args: readonly string[], options: RunOptions = {}): ChildProcess {
  return spawn(options.executable ?? process.execPath, [...(options.node ?? []), MAIN, ...args], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...environment(), ...options.env },
    stdio: [
      options.stdin ?? (options.input === undefined ? "ignore" : "pipe"),
      options.stdout ?? "pipe",
      "pipe",
    ],
  });
}

/** True when the process has a file open whose name begins with `path`, or did before it was unlinked. Linux only. */
export function hasOpened({ pid }: ChildProcess, path: string): boolean {
  return readdirSync(`/proc/${pid}/fd`).some((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith(path);
    } catch {
      return false;
    }
  });
}

/** What became of a process. */
export function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const texts = [child.stdout, child.stderr].map((stream) => {
    const chunks: Buffer[] = [];
    stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
    return () => Buffer.concat(chunks).toString();
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) =>
      resolve({ status, signal, stdout: texts[0]!(), stderr: texts[1]!() }),
    );
  });
}

/** Runs the command to its end. */
export function run(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = start(args, options);
  child.stdin?.on("error", () => {});
  child.stdin?.end(options.input);
  return outcomeOf(child);
}

const TELL = `import { readFileSync } from "node:fs";
  process.on("exit", () => {
    let kib = process.resourceUsage().maxRSS;
    try {
      kib = /VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1];
    } catch {}
    process.stderr.write("peak " + kib + "\\n");
  });`;

/**
 * Arguments of node with which the command says on standard error how much memory it took at most. What the system tells in
 * general may be that of the process that started it, which Linux hands on.
 */
export const TELL_PEAK = ["--import", `data:text/javascript,${encodeURIComponent(TELL)}`];

/** What a command with TELL_PEAK said, in bytes. */
export function peakOf(stderr: string): number {
  return Number(/^peak (\d+)$/m.exec(stderr)?.[1]) * 1024;
}

/** A folder for inputs and outputs, removed after the tests of the file. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), "ioctlens-test-"));

  constructor() {
    afterAll(() => rmSync(this.path, { recursive: true, force: true }));
  }

  at(name: string): string {
    return join(this.path, name);
  }

  write(name: string, content: string | Uint8Array): string {
    mkdirSync(join(this.at(name), ".."), { recursive: true });
    writeFileSync(this.at(name), content);
    return name;
  }

  read(name: string): string {
    return readFileSync(this.at(name), "utf8");
  }

  /** Runs the command in this folder. */
  run(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    return run(args, { cwd: this.path, ...options });
  }
}

/** Lines of text, without the last line end. */
export function lines(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

/** Rows of NDJSON. */
export function rows(text: string): Record<string, unknown>[] {
  return lines(text).map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A generic CSV with one record of every kind: decoded, unresolved, other, rejected, decoded. */
export const MIXED = [
  "Time,PID,Process,IoControlCode",
  "09:00:01,4,System,0x902EB",
  "09:00:02,88,a.exe,FSCTL_NO_SUCH_NAME",
  "09:00:03,88,a.exe,",
  "09:00:04,88,a.exe,0x1902EB123",
  '09:00:05,92,"b, c.exe",0x22A018',
  "",
].join("\n");

/** A Process Monitor CSV with a named and a numeric code, another operation and an unknown name. */
export const PROCMON = [
  '\ufeff"Time of Day","Process Name","PID","Operation","Path","Result","Detail","Duration"',
  '"9:00:00.0000001 AM","explorer.exe","4242","FileSystemControl","C:\\a","SUCCESS","Control: FSCTL_GET_REPARSE_POINT","0.0000123"',
  '"9:00:00.0000002 AM","a.exe","8","DeviceIoControl","C:\\b, c","INVALID PARAMETER","Control: 0x22a018 (Device:0x22 Function:2054 Method: 0)","0.0000001"',
  '"9:00:00.0000003 AM","a.exe","8","ReadFile","C:\\b","SUCCESS","Offset: 0, Length: 1","0.5"',
  '"9:00:00.0000004 AM","a.exe","8","DeviceIoControl","C:\\b","SUCCESS","Control: IOCTL_NO_SUCH_NAME",""',
  "",
].join("\r\n");
