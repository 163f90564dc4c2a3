/** What the kit asks of the test runner, where a preset has registered one. */
export interface TestRunner {
  /** The timeout of the test that runs now; undefined where none runs, or it has no timeout. */
  timeout: () => { ms: number; endsAtMs: number } | undefined;
  /** Runs it at the end of the test that runs now, or of the file where none runs. */
  atEnd: (run: () => Promise<void>) => void;
}

let registered: TestRunner = { timeout: () => undefined, atEnd: () => undefined };

export function registerTestRunner(runner: TestRunner): void {
  registered = runner;
}

export function testRunner(): TestRunner {
  return registered;
}
