import { describe, expect, it } from "vitest";
import { bufferPlan } from "../../src/control-code/buffer-plan.js";
import { unpack } from "../../src/control-code/control-code.js";
import { codesOfLayout, layoutOf, splitByLayout } from "../../src/control-code/layouts.js";

const NO_FIELDS = { deviceType: null, functionCode: null, requiredAccess: null, transferMethod: null };

describe("layouts", () => {
  it("RULES 5: 0x00012017 is an AFD request, device type 18, without an access", () => {
    expect(splitByLayout(0x00012017)).toEqual({
      layout: "afd",
      deviceType: 18,
      functionCode: 5,
      requiredAccess: null,
      transferMethod: 3,
    });
  });

  it("RULES 5: AFD is 0x00012000 to 0x00012FFF and no more", () => {
    expect([0x11fff, 0x12000, 0x12fff, 0x13000].map(layoutOf)).toEqual([
      "ctl_code",
      "afd",
      "afd",
      "ctl_code",
    ]);
    expect(layoutOf(0x80012017)).toBe("ctl_code");
    expect(splitByLayout(0x12fff).functionCode).toBe(0x3ff);
  });

  it("RULES 5: srb_io_control, fourcc and winsock_sio have no fields and are known by exact number", () => {
    expect(splitByLayout(0x001b0501)).toEqual({ layout: "srb_io_control", ...NO_FIELDS });
    expect(splitByLayout(0x31504d57)).toEqual({ layout: "fourcc", ...NO_FIELDS });
    expect(splitByLayout(0xc8000006)).toEqual({ layout: "winsock_sio", ...NO_FIELDS });
    expect(layoutOf(0x001b0004)).toBe("ctl_code");
    expect(layoutOf(0xc8000005)).toBe("ctl_code");
  });

  it("RULES 5: the lists are sorted, without doubles, and of the known length", () => {
    const lengths = { srb_io_control: 33, fourcc: 3, winsock_sio: 94, afd: 0, ctl_code: 0 } as const;
    for (const [layout, length] of Object.entries(lengths) as [keyof typeof lengths, number][]) {
      const codes = codesOfLayout(layout);
      expect(codes).toHaveLength(length);
      expect(codes).toEqual([...new Set(codes)].sort((a, b) => a - b));
      for (const code of codes) expect(layoutOf(code)).toBe(layout);
    }
  });

  it("RULES 5: unpack stays the plain split; other codes split the same both ways", () => {
    expect(unpack(0x00012017)).toEqual({
      deviceType: 1,
      functionCode: 0x805,
      requiredAccess: 0,
      transferMethod: 3,
    });
    expect(splitByLayout(0xdeade006)).toEqual({ layout: "ctl_code", ...unpack(0xdeade006) });
  });

  it("refuses what is no u32", () => {
    for (const code of [-1, 0x100000000, 0.5]) expect(() => splitByLayout(code)).toThrow(/lies outside/);
  });
});

describe("bufferPlan", () => {
  it("METHOD_BUFFERED: one system buffer for both", () => {
    const plan = bufferPlan(0x00222000);
    expect(plan?.input).toEqual({
      location: "system",
      pointer: "Irp->AssociatedIrp.SystemBuffer",
      length: "InputBufferLength",
      probedFor: null,
    });
    expect(plan?.output.pointer).toBe(plan?.input.pointer);
    expect(plan?.output.length).toBe("OutputBufferLength");
  });

  it("METHOD_IN_DIRECT and METHOD_OUT_DIRECT: the second buffer is an MDL, probed for read or write", () => {
    for (const [code, probedFor] of [
      [0x00222001, "read"],
      [0x00222002, "write"],
    ] as const) {
      expect(bufferPlan(code)?.input.location).toBe("system");
      expect(bufferPlan(code)?.output).toEqual({
        location: "mdl",
        pointer: "Irp->MdlAddress",
        length: "OutputBufferLength",
        probedFor,
      });
    }
  });

  it("METHOD_NEITHER: raw user pointers, nothing probed, for AFD as well", () => {
    for (const code of [0x000902eb, 0x00012017]) {
      const plan = bufferPlan(code);
      expect(plan?.transferMethod).toBe("METHOD_NEITHER");
      expect(plan?.input.pointer).toBe("Parameters.DeviceIoControl.Type3InputBuffer");
      expect(plan?.output.pointer).toBe("Irp->UserBuffer");
      expect([plan?.input.probedFor, plan?.output.probedFor]).toEqual([null, null]);
    }
  });

  it("RULES 5: a number without a method has no plan", () => {
    for (const code of [0x001b0501, 0x31504d57, 0xc8000006]) expect(bufferPlan(code)).toBeNull();
  });
});
