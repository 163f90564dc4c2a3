import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';
import { publishedOperations } from '../../../orchestrator/control-plane/openapi/published-document.ts';
import { createProgram } from '../../../scripts/cli/program.ts';
import { capturedContext } from '../../support/captured-context.ts';
import { ENVIRONMENT } from '../../support/docs/environment-variables.ts';
import { expectWritten } from '../../support/docs/expect-written.ts';
import { renderCli } from '../../support/docs/render-cli.ts';
import { renderErrors } from '../../support/docs/render-errors.ts';
import { renderEvents } from '../../support/docs/render-events.ts';
import { HTTP_PATHS, renderHttp } from '../../support/docs/render-http.ts';
import { startTestControlPlane } from '../../support/control-plane.ts';
import { renderDefinition } from '../../support/docs/render-definition.ts';

const program = await createProgram(capturedContext({}).context);

const PAGES: Readonly<Record<string, () => string>> = {
  'docs/reference/cli.md': () => renderCli(program),
  'docs/reference/definition.md': renderDefinition,
  'docs/reference/events.md': renderEvents,
  'docs/reference/http.md': renderHttp,
  'docs/reference/errors.md': renderErrors,
};

describe('the reference agrees with the code; where it is stale: npm run docs', () => {
  // Prettier is slow on the longest page.
  it.each(Object.entries(PAGES))('%s', (file, render) => expectWritten(file, render()), 60_000);

  it.each(Object.entries(PAGES).slice(0, 3))('%s explains each of its rows', (_, render) => {
    const rows = render()
      .split('\n')
      .filter((line) => /^\| `/.test(line));
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.filter((row) => /\|\s*\|$/.test(row))).toEqual([]);
  });
});

it('every environment variable that is read is in the reference', async () => {
  const read = new Set<string>();
  for (const folder of ['orchestrator', 'infra', 'scripts']) {
    for (const file of await readdir(path.join(packageRoot, folder), { recursive: true })) {
      // What the benchmarks and the plugin's own process are given is no setting.
      if (!file.endsWith('.ts') || /^dev\/|plugin-server|provider\/main|hosted-/.test(file))
        continue;
      const text = await readFile(path.join(packageRoot, folder, file), 'utf8');
      for (const [, a, b] of text.matchAll(/\benv(?:\.([A-Z_]+)|\['([A-Z_]+)'\])/g)) {
        read.add(a ?? b ?? '');
      }
      for (const [, name = ''] of text.matchAll(/\.env\('([A-Z_]+)'\)/g)) read.add(name);
    }
  }
  expect([...read].sort()).toEqual(Object.keys(ENVIRONMENT).sort());
});

interface Layer {
  route?: { path: string | string[]; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
}

/** The routes of an app and the routers in it, without the prefixes that those are under. */
function routesOf(stack: readonly Layer[]): string[] {
  return stack.flatMap(({ route, handle }) => {
    if (route === undefined) return routesOf(handle.stack ?? []);
    const methods = Object.keys(route.methods).map((method) => method.toUpperCase());
    return [route.path].flat().flatMap((path) => methods.map((method) => `${method} ${path}`));
  });
}

/** As the router names them, whatever they are under. */
function bare(route: string): string {
  return route.replace(/ \/(?:api|ofrep|console\/v1)\//, ' /').replaceAll(/\{(\w+)\}/g, ':$1');
}

it('every route of the control plane is in the reference, or on the page of the Console API', async () => {
  await using served = await startTestControlPlane();
  const { stack } = (served.app as unknown as { router: { stack: Layer[] } }).router;
  const documented = new Set([...Object.keys(HTTP_PATHS), ...publishedOperations.keys()].map(bare));
  // Files of the page of the Console API, and what asks for the key.
  const isPart = (route: string) => /^GET \/docs\/|\{\*path\}/.test(route);
  const routes = routesOf(stack).filter((route) => !isPart(route));
  expect(routes.filter((route) => !documented.has(bare(route)))).toEqual([]);
  const there = new Set(routes.map(bare));
  // Not every part is in the control plane of this test.
  const absent = /traffic|webhooks|\/log(?:$|\/)/;
  const gone = Object.keys(HTTP_PATHS).filter(
    (path) => !there.has(bare(path)) && !absent.test(path),
  );
  expect(gone).toEqual([]);
});
