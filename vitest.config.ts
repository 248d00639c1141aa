import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/build-once.ts"],
    // All cores: most of the time a test waits for the command.
    maxWorkers: "100%",
    testTimeout: 60_000,
    reporters: ["default"],
  },
});
