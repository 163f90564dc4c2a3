import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { distPath } from '../../orchestrator/common/package-root.ts';

it.each(['commander', 'marked', 'preact', 'swagger-ui-dist'])(
  'the build gathers the license of %s, which a program or a page contains',
  async (name) => {
    const licenses = await readFile(distPath('third-party-licenses.txt'), 'utf8');
    expect(licenses).toMatch(new RegExp(`^${name} \\d+\\.`, 'm'));
  },
);
