import { describe, expect, it } from "vitest";
import { parseInstant, timeCondition } from "../../src/record/time-range.js";

describe("absolute times", () => {
  it.each([
    ["1970-01-01T00:00:01Z", 1, 0],
    ["1970-01-01", 0, 0],
    ["1970-01-01 00:01", 60, 0],
    ["1970-01-01T02:00:00.5+02:00", 0, 500_000_000],
    ["1970-01-01T00:00:00.0000001Z", 0, 100],
    ["2026-03-05T07:19:37,4084372-0130", Date.UTC(2026, 2, 5, 8, 49, 37) / 1000, 408_437_200],
  ])("%s is one", (text, seconds, nanoseconds) => {
    expect(parseInstant(text)).toEqual({ seconds, nanoseconds });
  });

  it.each(["7:19:37.4084372 AM", "2026-02-30", "2026-13-01", "2026-03-05T25:00Z", "", "12345", "3/5/2026"])(
    "%s is none",
    (text) => {
      expect(parseInstant(text)).toBeNull();
    },
  );

  it("since holds from its time on, until before it, to the last digit", () => {
    const limit = "2026-03-05T07:19:37.0000001Z";
    const since = timeCondition("since", limit);
    const until = timeCondition("until", limit);
    for (const [time, isLater] of [
      ["2026-03-05T07:19:37.0000000Z", false],
      [limit, true],
      ["2026-03-05T09:19:37.0000002+02:00", true],
    ] as const) {
      expect([time, since.test(time), until.test(time)]).toEqual([time, isLater, !isLater]);
    }
    expect([since.test(null), until.test(null)]).toEqual([false, false]);
  });

  it("refuses what nobody can compare", () => {
    expect(() => timeCondition("since", "yesterday")).toThrow("--since");
    expect(() => timeCondition("until", "2026").test("2026-01-01")).toThrow("--until");
    expect(() => timeCondition("since", "2026-01-01").test("7:19:37 AM")).toThrow("not one");
  });
});
