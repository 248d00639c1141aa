/**
 * `ioctlens audit`: codes seen with a device whose type differs from the code's, as a driver's own dispatch check finds
 * them: `DEVICE_TYPE_FROM_CTL_CODE(code) != DeviceObject->DeviceType` (devioctl.h). A property, not a verdict: many
 * drivers answer codes of other device types on purpose.
 */
import { DecodeError } from "../errors.js";
import { deviceTypeFor, deviceTypeName } from "../names/index.js";
import type { ColumnName } from "../record/schema.js";
import { type SinkColumn, type SinkValue, sinkColumns } from "../sinks/index.js";
import { InputCounter } from "./count-input.js";
import { chooseFormat, parseColumns, type TraceFlags } from "./options.js";
import { runInputs } from "./run.js";
import { codeColumns } from "./summary-table.js";
import { writeTable } from "./write-table.js";

export interface AuditFlags extends TraceFlags {
  readonly by?: string;
  readonly deviceType?: readonly string[];
}

/** Which device type the devices have whose path fits. */
export interface DeviceRule {
  /** Null fits every path, and a missing one. */
  readonly path: RegExp | null;
  readonly deviceType: number;
}

/**
 * What --device-type takes: `TYPE` for all devices, or `PATH=TYPE` with `*` and `?` in the path; case does not matter. A type
 * is a number or a FILE_DEVICE_ name.
 *
 * @throws DecodeError E_OPTION
 */
export function parseDeviceRule(text: string): DeviceRule {
  const at = text.lastIndexOf("=");
  const type = text.slice(at + 1).trim();
  const deviceType = /^(?:0x[0-9a-f]{1,4}|\d{1,5})$/i.test(type) ? Number(type) : deviceTypeFor(type);
  if (deviceType === undefined || deviceType > 0xffff) {
    throw new DecodeError(
      "E_OPTION",
      `--device-type ${JSON.stringify(text)}: ${JSON.stringify(type)} is no device type, such as 0x22 or FILE_DEVICE_UNKNOWN`,
    );
  }
  if (at < 0) return { path: null, deviceType };
  const pattern = text
    .slice(0, at)
    .trim()
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return { path: new RegExp(`^${pattern}$`, "is"), deviceType };
}

/** The device type that is expected of a device; the last rule that fits decides, undefined = none does. */
export function expectedType(rules: readonly DeviceRule[], path: string | null): number | undefined {
  return rules.findLast((rule) => rule.path === null || (path !== null && rule.path.test(path)))?.deviceType;
}

export async function auditCommand(args: readonly string[], flags: AuditFlags): Promise<number> {
  const rules = (flags.deviceType ?? []).map(parseDeviceRule);
  if (rules.length === 0) {
    throw new DecodeError(
      "E_OPTION",
      "audit compares codes with the type of their device: give --device-type FILE_DEVICE_DISK, or --device-type 'PATH=TYPE'",
    );
  }
  const format = chooseFormat(flags);
  const asked: ColumnName[] = flags.by === undefined ? [] : parseColumns(flags.by);
  const usesPath = rules.some(({ path }) => path !== null);
  const by: ColumnName[] = [...new Set<ColumnName>([...(usesPath ? (["path"] as const) : []), ...asked])];
  const counter = new InputCounter(flags, by);
  const total = counter.begin();
  return runInputs(args, flags, (_files, output) => ({
    async read(input, options, limits) {
      limits.rows = Number.POSITIVE_INFINITY;
      return counter.read(input, options, limits, total);
    },
    async finish() {
      const summary = counter.finished(total);
      const codes = codeColumns(format, [...by, "facts"]);
      const columns: SinkColumn[] = [
        ...sinkColumns([...summary.by, ...codes]),
        { name: "expectedDeviceType", type: "u16" },
        { name: "expectedDeviceTypeName", type: "text" },
        { name: "count", type: "u53" },
      ];
      const pathAt = summary.by.indexOf("path");
      const most = flags.limit === undefined ? Number.POSITIVE_INFINITY : Number(flags.limit);
      function* rows(): Generator<SinkValue[]> {
        let written = 0;
        for (const group of summary.groupsOfCodes(flags.namesPack, flags.own?.names)) {
          const { code } = group.code;
          if (code === null || written >= most) continue;
          const path = pathAt < 0 ? null : (group.values[pathAt] as string | null);
          const expected = expectedType(rules, path);
          if (expected === undefined || expected === code >>> 16) continue;
          written++;
          const own = codes.map((name) => group.code[name]);
          yield [...group.values, ...own, expected, deviceTypeName(expected), group.count];
        }
      }
      await writeTable(output, format, columns, rows(), { flags, by, sources: counter.sources });
    },
  }));
}
