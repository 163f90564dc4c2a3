import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createLogger } from '../../../../orchestrator/composition/logger.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

it('writes no key, even if the text of an error contains one', async () => {
  await using folder = await tempFolder();
  const cause = new Error('401 of /v1/console-0123456789abcdef');
  createLogger(folder.path, 'info').error(
    { err: new Error('no answer to secret-abc_DEF-0123456789', { cause }) },
    'with control-0123456789abcdef',
  );
  const text = await readFile(path.join(folder.path, 'orchestrator.log'), 'utf8');
  expect(text).toContain('no answer to secret-…');
  expect(text).not.toContain('0123456789');
  expect(JSON.parse(text)).toMatchObject({ msg: 'with control-…' });
});
