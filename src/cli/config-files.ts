/** Where settings may stand beside the command line. A start looks for them here; what they say is read by config.ts. */
import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";

/** In the working folder. It may come with somebody else's traces, so it can set less than the others. */
export const LOCAL_FILE = ".ioctlensrc.json";
/** Of an environment variable that sets an option: `IOCTLENS_MAX_ERRORS` is --max-errors. */
export const ENV_PREFIX = "IOCTLENS_";

type Environment = Readonly<Record<string, string | undefined>>;

export interface ConfigFile {
  readonly path: string;
  /** `named` by --config, `local` in the working folder, `user` for all folders. */
  readonly kind: "named" | "local" | "user";
}

/** The user's own file; undefined where there is no home. */
export function userFile(env: Environment): string | undefined {
  const { APPDATA, XDG_CONFIG_HOME, HOME } = env;
  if (process.platform === "win32") return APPDATA && join(APPDATA, "ioctlens", "config.json");
  // The XDG rules: a path that is not absolute is passed over.
  if (XDG_CONFIG_HOME !== undefined && isAbsolute(XDG_CONFIG_HOME)) {
    return join(XDG_CONFIG_HOME, "ioctlens", "config.json");
  }
  return HOME && join(HOME, ".config", "ioctlens", "config.json");
}

/** The files that count, first the one that wins. `config`: value of --config, false for --no-config. */
export function configFiles(config: string | false | undefined, env: Environment): ConfigFile[] {
  if (config === false) return [];
  if (config !== undefined) return [{ path: config, kind: "named" }];
  const user = userFile(env);
  const files: ConfigFile[] = [{ path: LOCAL_FILE, kind: "local" }];
  if (user !== undefined && user !== "") files.push({ path: user, kind: "user" });
  return files.filter(({ path }) => existsSync(path));
}

/** True when a variable may set an option. */
export function hasSettings(env: Environment): boolean {
  for (const name in env) if (name.startsWith(ENV_PREFIX)) return true;
  return false;
}
