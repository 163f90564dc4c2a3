import { appendFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { bundle } from './bundle.ts';
import { jsonProblems } from './json-problems.ts';
import { sourceKind, type Report, type SourceKind, type SourceProblem } from './protocol.ts';

/** Evaluates a workspace file in a process of its own: whatever it does, it does to this one. */
async function evaluate(file: string, outfile: string, kind: SourceKind): Promise<Report> {
  const { inputs, problems } = await bundle(file, outfile, kind);
  send({ inputs: [...inputs] });
  if (problems.length > 0) return { problems };
  process.setSourceMapsEnabled(true);
  if (kind === 'program') await import('../../../../infra/program/packages.ts');
  try {
    const module = (await import(pathToFileURL(outfile).href)) as { default?: unknown };
    if (module.default === undefined) return { problems: [nothingExported(file, kind)] };
    if (kind === 'program') {
      return typeof module.default === 'function'
        ? { isProgram: true }
        : { problems: [nothingExported(file, kind)] };
    }
    const value: unknown = await (typeof module.default === 'function'
      ? (module.default as () => unknown)()
      : module.default);
    const valueProblems = jsonProblems(value);
    return valueProblems.length > 0 ? { valueProblems } : { json: JSON.stringify(value) };
  } catch (error) {
    return { problems: [thrown(error, file, [...inputs.keys()])] };
  }
}

/** Where the process that started this one was killed, nobody else ends a loop without end. */
function endAfter(deadlineMs: number): void {
  const code = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${deadlineMs})`;
  new Worker(code, { eval: true }).unref();
}

function nothingExported(file: string, kind: SourceKind): SourceProblem {
  const message = {
    workspace: 'it has no default export; write: export default defineWorkspace({ ... })',
    program:
      'its default export is no function; write: export default defineProgram((stack) => { ... })',
  };
  return { file, line: 1, message: message[kind] };
}

/** An error at the topmost line of its stack that is in a source. */
function thrown(error: unknown, file: string, sources: readonly string[]): SourceProblem {
  const message = `it threw ${String(error)}`;
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const [, place = '', line = ''] of stack.matchAll(/(?:\(|at )([^()\n]+):(\d+):\d+\)?$/gm)) {
    const source = sources.find((one) => place === one || place === pathToFileURL(one).href);
    if (source !== undefined) return { file: source, line: Number(line), message };
  }
  return { file, line: 1, message };
}

/** To a file: into a channel to the parent, the code that is evaluated could write as well. */
function send(message: Report): void {
  appendFileSync(reports, `${JSON.stringify(message)}\n`);
}

const [file = '', outfile = '', reports = '', deadlineMs = '', kind = ''] = process.argv.slice(2);
endAfter(Number(deadlineMs));
send(
  await evaluate(file, outfile, sourceKind.parse(kind)).catch((error: unknown) => ({
    problems: [{ file, line: 1, message: `it cannot be read: ${String(error)}` }],
  })),
);
process.exit();
