/** `--pattern`: a regular expression of the user's that tells where a code stands in a line. */
import { quoteText } from "../../control-code/text.js";
import { DecodeError } from "../../errors.js";
import { type ColumnDefinition, type ColumnName, columnNamed, SCHEMA } from "../../record/schema.js";

const CODE = "code";

export interface OwnPattern {
  /** Global. */
  readonly regex: RegExp;
  /** Columns that it has groups for. */
  readonly columns: readonly ColumnName[];
}

function optionError(why: string): DecodeError {
  return new DecodeError("E_OPTION", `--pattern ${why}`);
}

/** Columns that a line of text may fill. */
function isFilled({ origin, extra }: ColumnDefinition): boolean {
  return origin === "source" && extra !== true;
}

/** Names of the groups of an expression: with an empty alternative it matches anything. */
function groupsOf(source: string): string[] {
  return Object.keys(new RegExp(`(?:${source})|`).exec("")?.groups ?? {});
}

/**
 * Reads an expression. It needs a group named `code`; other groups are named after columns that a trace fills.
 * @throws DecodeError E_OPTION when it is no regular expression or its groups are others
 */
export function parsePattern(source: string): OwnPattern {
  let regex: RegExp;
  try {
    regex = new RegExp(source, "g");
  } catch (error) {
    throw optionError(`is no regular expression: ${(error as Error).message}`);
  }
  const groups = groupsOf(source);
  if (!groups.includes(CODE)) {
    throw optionError(`${quoteText(source)} has no group named code, such as ioctl=(?<code>0x[0-9a-f]+)`);
  }
  const columns = groups.flatMap((name): ColumnName[] => {
    const column = columnNamed(name);
    if (name === CODE) return [];
    if (column !== undefined && isFilled(column)) return [column.name];
    const known = SCHEMA.filter(isFilled).map((each) => each.name);
    throw optionError(`has a group ${quoteText(name)}; besides code, groups may be ${known.join(", ")}`);
  });
  return { regex, columns };
}
